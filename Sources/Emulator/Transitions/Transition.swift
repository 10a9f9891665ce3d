// A transition: the name under which it is kept in the schedule, together with what it does.

import JSON

/// Moves one record on when its time has come. Wherever something is planned, this value is named and no text, so that
/// a name without a function behind it does not compile.
public struct Transition: Sendable {
    /// What a transition does.
    public typealias Body = @Sendable (TransitionContext) throws -> TransitionContext.Result

    /// The name in the schedule and in the answers of the clock, for example `deepva.job.finish`. Rows of an earlier
    /// process have it too, so it never changes.
    public let name: String
    /// How long it usually waits; nil when it follows at once or at an instant of its record's own.
    public let timing: Timing?
    let body: Body
    /// Ends the record when the body cannot be run; nil when its row just goes.
    var abandon: Abandonment?

    /// What becomes of a record whose transition cannot be run, and why.
    typealias Abandonment = @Sendable (TransitionContext, RecordFailure) throws -> Void

    /// A transition that is planned for a given instant.
    public init(_ name: String, body: @escaping Body) {
        self.name = name
        timing = nil
        self.body = body
    }

    /// A transition that waits as long as the timing with the same name says.
    public init(timed name: String, body: @escaping Body) {
        self.name = name
        timing = Timing(name)
        self.body = body
    }

    /// The same transition; when it cannot be run, `abandon` ends its record.
    func abandoned(by abandon: @escaping Abandonment) -> Transition {
        var transition = self
        transition.abandon = abandon
        return transition
    }
}

extension Tenant {
    /// Plans a transition after its own wait.
    ///
    /// - Parameters:
    ///   - subject: the record that it moves.
    ///   - now: when the wait begins.
    ///   - payload: handed to the transition.
    public func plan(
        _ transition: Transition, subject: ScheduleSubject, at now: Instant, payload: JSON = .null
    ) throws {
        guard let timing = transition.timing else {
            preconditionFailure("\(transition.name) has no wait of its own: add it to the schedule at an instant.")
        }
        try schedule.add(
            transition, subject: subject, at: now.advanced(byMilliseconds: timings[timing]), payload: payload)
    }
}
