// One run of a transition: what it may see and how it may end.

import JSON
import Store
import System

/// What a transition gets: the tenant, the instant at which it runs, and the record it moves.
public struct TransitionContext {
    /// How a transition ended.
    public struct Result {
        enum Next {
            case pool(
                work: @Sendable (_ cancellations: [WorkCancellation]) throws -> any Sendable,
                then: (any Sendable) throws -> Result)
            case slice(() throws -> Result)
        }

        let next: Next?

        /// The record has been moved; its schedule row goes with the same savepoint.
        public static var done: Result { Result(next: nil) }

        /// Work of more than about a millisecond: `work` runs on the thread pool, `then` applies its result on the loop.
        /// The tenant's other transitions wait until then, so that their order never depends on the pool.
        public static func later<T: Sendable>(
            _ work: @escaping @Sendable () throws -> T, then: @escaping (T) throws -> Void
        ) -> Result {
            later(work) { value in
                try then(value)
                return .done
            }
        }

        /// The same for a task in several parts: `next` runs in a savepoint of its own and may answer with further work.
        /// The schedule row goes when it answers ``done``, so after a restart the task begins anew.
        public static func later<T: Sendable>(
            _ work: @escaping @Sendable () throws -> T, next: @escaping (T) throws -> Result
        ) -> Result {
            Result(next: .pool(work: { _ in try work() }, then: { try next(unwrap($0)) }))
        }

        /// The same for work that reads what a client has sent: `work` charges a budget, and is stopped when the
        /// tenant's world is gone.
        public static func later<T: Sendable>(
            limits: WorkBudget.Limits, _ work: @escaping @Sendable (WorkBudget) throws -> T,
            next: @escaping (T) throws -> Result
        ) -> Result {
            Result(
                next: .pool(
                    work: { try work(WorkBudget(limits, cancellations: $0)) }, then: { try next(unwrap($0)) }))
        }

        private static func unwrap<T>(_ value: any Sendable) -> T {
            guard let value = value as? T else {
                preconditionFailure("A transition's work returned \(type(of: value)), not \(T.self).")
            }
            return value
        }

        /// The next slice of a long task on the loop, after sockets have been served. It runs in a savepoint of its own;
        /// the tenant's other transitions wait, and after a restart the task begins anew.
        public static func again(_ slice: @escaping () throws -> Result) -> Result {
            Result(next: .slice(slice))
        }
    }

    /// The tenant whose record moves.
    public let tenant: Tenant
    /// The row's due time: recorded times do not depend on when the loop woke.
    public let now: Instant
    /// The record that moves.
    public let subject: ScheduleSubject
    /// What was given when the transition was planned.
    public private(set) var payload: JSON
    /// Where log lines go.
    public let log: Log
    private let row: Int

    init(tenant: Tenant, row: Schedule.Row, log: Log) {
        self.tenant = tenant
        self.log = log
        self.row = row.id
        now = row.due
        subject = row.subject
        payload = row.payload
    }

    /// The tenant's database.
    public var database: Database { tenant.database }

    // MARK: - Outcomes

    /// The member of a payload that holds the outcome.
    private static let outcomeMember = "outcome"

    /// The end that was set beforehand for the record, once its lifecycle has looked for one.
    public var outcome: Outcome? { payload[Self.outcomeMember].map(Outcome.init(stored:)) }

    /// A payload with an outcome in it.
    static func payload(_ payload: JSON, with outcome: Outcome?) -> JSON {
        guard let outcome else { return payload }
        var members = payload.object ?? [:]
        members[outcomeMember] = outcome.stored
        return .object(members)
    }

    /// The same run with another outcome.
    func with(_ outcome: Outcome?) -> TransitionContext {
        var context = self
        context.payload = Self.payload(payload, with: outcome)
        return context
    }

    // MARK: - Progress

    /// The member of a payload that tells how far a long task has come.
    private static let progressMember = "progress"

    /// How far the task had come when it was begun anew, as ``storeProgress(_:)`` kept it; 0 at first.
    public var progress: Int { payload[Self.progressMember]?.int ?? 0 }

    /// Keeps how far a task in slices has come, in the savepoint of its slice. A task that is begun anew, after a restart
    /// or because the disk has failed, does not do again what must not be done twice.
    public func storeProgress(_ count: Int) throws {
        var members = payload.object ?? [:]
        members[Self.progressMember] = .int(count)
        try tenant.schedule.replacePayload(.object(members), of: row)
    }

    /// Keeps the payload with the schedule row, for a run after a restart.
    func storePayload() throws {
        try tenant.schedule.replacePayload(payload, of: row)
    }
}

/// A transition that ran, as told to whoever moved the clock.
public struct RanTransition: Sendable, Equatable {
    /// The instant at which it ran.
    public let at: Instant
    /// Its name.
    public let transition: String
    /// The text of the record that it moved.
    public let subject: String
}
