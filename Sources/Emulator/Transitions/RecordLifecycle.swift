// The life of a kind of records, from its creation to its end.

import JSON
import Store

/// The state machine that all records share which somebody waits for: jobs, trainings, analyses, imports.
///
///     waiting ─ passing states ─> working ── finish ──> completed ── expiry ──> gone
///        (queue)             (begin)  │  └─────────────> failed ────┘
///                                     └─> stuck for ever, when an outcome says so
///
/// It alone knows queues and their slots, outcomes set before or after the work began, failures, and expiry. A kind is
/// one literal; what makes it special are closures over its record:
///
///     static let lifecycle: RecordLifecycle<Export> = RecordLifecycle(
///         table: RecordTable("exports", started: "started", due: "finish_due", ended: "completed"),
///         queue: "deepva.exports",
///         begin: RecordPassage("deepva.export.start", to: "processing"),
///         finish: "deepva.export.finish",
///         completed: RecordEnd("completed"), failed: RecordEnd("failed", error: "error"),
///         failure: "The export has failed.",
///         work: { export, context in … })
///
/// List it in `lifecycles:` of the platform; that binds its transitions, waits and queue, and the start refuses what
/// does not fit. Then call ``start(_:in:at:payload:)`` when a record has been made, ``remove(_:subject:from:)`` to drop
/// one, and ``fillQueue(in:at:)`` after that.
///
/// **Which transitions there are.** Every name is that of a transition and of its wait in `fixtures/timings.json`.
/// - `passing`: states that a record goes through one after the other.
/// - `begin`: the work begins. The outcome is looked for (or in a passage that says ``RecordPassage/takesOutcome``).
/// - `finish`: the work is due and is done now; an outcome that has come since is obeyed. A kind without `finish` does its
///   work in `begin`, and obeys its outcome there. A kind without `begin` looks for its outcome in
///   ``start(_:as:in:at:payload:)``.
/// - `parts`: further transitions that the work plans for itself. Each is a ``Transition`` of the kind's own, whose body
///   calls ``proceed(_:_:)``. Spell out the types of these constants, since they name each other.
///
/// **How work ends.** The `work` closure, and every part, ends the record with ``complete(_:setting:_:)`` and returns
/// `.done`; or it throws a ``RecordFailure``; or it goes on with `.later` (thread pool), `.again` (next slice) or a part.
/// What comes behind `.later` and `.again` runs only while the condition of the table holds. A result that was set
/// beforehand is in ``TransitionContext/outcome``; failures that were set have been dealt with before.
public final class RecordLifecycle<Record: LifecycleRecord>: Lifecycle {
    /// Does the work of a record.
    public typealias Work = @Sendable (Record, TransitionContext) throws -> TransitionContext.Result

    let table: RecordTable
    let queue: WorkQueue?
    let passing: [RecordPassage]
    let begin: RecordPassage?
    let finish: String?
    let completed: RecordEnd
    let failed: RecordEnd
    let failure: String
    private let parts: [Transition]
    let expiry: RecordExpiry<Record>?
    let milliseconds: (@Sendable (Record, TransitionContext) throws -> Int)?
    let onBegin: @Sendable (Record, TransitionContext) throws -> Void
    let onEnd: @Sendable (Record, RecordFailure?, TransitionContext) throws -> Void
    private let emptying: @Sendable (Int, Tenant) throws -> Bool
    private let onRemove: @Sendable (Int, Tenant) throws -> Void
    let work: Work
    let statements: LifecycleStatements
    /// The waits that `milliseconds` reads.
    public let timings: [Timing]

    /// A kind of records.
    ///
    /// - Parameters:
    ///   - table: where it is kept.
    ///   - queue: name of the queue in which records wait until one of the tenant's workers is free; nil when each
    ///     begins by itself.
    ///   - passing: states before the work begins.
    ///   - begin: the beginning of the work.
    ///   - finish: the transition that does the work when it is due.
    ///   - completed: what is written at a good end.
    ///   - failed: what is written at a bad one.
    ///   - failure: the reason of a failure that an outcome gives no text for.
    ///   - timings: waits that `milliseconds` reads.
    ///   - milliseconds: how long the work takes; as the timing of `finish` says when it is nil.
    ///   - parts: further transitions that the work plans.
    ///   - expiry: when records go by themselves.
    ///   - onBegin: runs when the work has begun, for events.
    ///   - onEnd: runs when a record has ended; gets the failure, if it is one.
    ///   - emptying: removes some of what belongs to the record with a key, and tells whether that was all: for kinds that
    ///     may have very much.
    ///   - onRemove: runs before the row with a key is deleted, for what is kept elsewhere.
    ///   - work: what is done when the work is due.
    public init(
        table: RecordTable,
        queue: String? = nil,
        passing: [RecordPassage] = [],
        begin: RecordPassage? = nil,
        finish: String? = nil,
        completed: RecordEnd,
        failed: RecordEnd = RecordEnd(),
        failure: String = "The work has failed.",
        timings: [Timing] = [],
        milliseconds: (@Sendable (Record, TransitionContext) throws -> Int)? = nil,
        parts: [Transition] = [],
        expiry: RecordExpiry<Record>? = nil,
        onBegin: @escaping @Sendable (Record, TransitionContext) throws -> Void = { _, _ in },
        onEnd: @escaping @Sendable (Record, RecordFailure?, TransitionContext) throws -> Void = { _, _, _ in },
        emptying: @escaping @Sendable (Int, Tenant) throws -> Bool = { _, _ in true },
        onRemove: @escaping @Sendable (Int, Tenant) throws -> Void = { _, _ in },
        work: @escaping Work
    ) {
        precondition(begin != nil || finish != nil, "A lifecycle needs a transition that does its work.")
        precondition(begin != nil || (passing.isEmpty && queue == nil), "A lifecycle that waits needs a beginning.")
        self.table = table
        self.queue = queue.map { WorkQueue($0, of: table) }
        self.passing = passing
        self.begin = begin
        self.finish = finish
        self.completed = completed
        self.failed = failed
        self.failure = failure
        self.timings = timings
        self.milliseconds = milliseconds
        self.parts = parts
        self.expiry = expiry
        self.onBegin = onBegin
        self.onEnd = onEnd
        self.emptying = emptying
        self.onRemove = onRemove
        self.work = work
        statements = LifecycleStatements(
            table, hasQueue: queue != nil, hasWorkingState: begin?.state != nil, completed: completed, failed: failed)
    }

    // MARK: - Binding

    /// The name of the queue in which records wait for a worker; nil when each begins by itself.
    public var queueName: String? { queue?.name }

    /// Every transition of a record of this kind, in the order of its life.
    public var transitions: [Transition] {
        var all: [Transition] = []
        for index in passing.indices {
            all.append(Transition(timed: passing[index].name) { [self] in try pass(index, $0) })
        }
        if let begin { all.append(Transition(timed: begin.name) { [self] in try beginWork($0) }) }
        if let finish { all.append(Transition(timed: finish) { [self] in try finishWork($0) }) }
        all = (all + parts).map { $0.abandoned { [self] in try abandon($0, because: $1) } }
        if let expiry { all.append(Transition(expiry.name) { [self] in try expire($0) }) }
        return all
    }

    // MARK: - Requests

    /// Sets a record going that has just been made: its first transition follows after its wait, or when a worker is
    /// free.
    ///
    /// - Parameters:
    ///   - subject: what its transitions are to name it by; a queue names its records by `id`.
    ///   - payload: an object that its transitions get.
    public func start(
        _ subject: ScheduleSubject, in tenant: Tenant, at now: Instant, payload: JSON = .null
    ) throws {
        if let queue { return try queue.fillAfterAddition(tenant, at: now, start: first) }
        try plan(first, subject, from: now, payload: payload, in: tenant)
    }

    /// Sets a record going whose outcome counts from the request on: for a kind without `begin`.
    public func start(
        _ record: Record, as subject: ScheduleSubject, in tenant: Tenant, at now: Instant, payload: JSON = .null
    ) throws {
        let outcome = try record.outcomeSubject.flatMap { try tenant.outcomes.take(for: $0) }
        guard outcome?.state != .stuck else { return }
        let wait = outcome?.afterMilliseconds ?? tenant.timings[first]
        try tenant.schedule.add(
            named: first, subject: subject, at: now.advanced(byMilliseconds: wait),
            payload: TransitionContext.payload(payload, with: outcome))
    }

    /// Plans the start of waiting records while there are free workers. Called when one may have become free.
    public func fillQueue(in tenant: Tenant, at now: Instant) throws {
        try queue?.fill(tenant, at: now, start: first)
    }

    /// Removes a record with everything that is planned for it; one that is being worked on is aborted by that.
    public func remove(_ key: Int, subject: ScheduleSubject, from tenant: Tenant) throws {
        try tenant.schedule.cancel(subject: subject)
        try onRemove(key, tenant)
        try tenant.database.execute(statements.delete, .int(key))
        try queue?.noteRemoval(in: tenant.database)
    }

    /// Removes some of what belongs to a record, or the record when nothing is left.
    ///
    /// - Returns: whether the record is gone; call it again otherwise, after others have been served.
    public func removeSlice(_ key: Int, subject: ScheduleSubject, from tenant: Tenant) throws -> Bool {
        guard try emptying(key, tenant) else { return false }
        try remove(key, subject: subject, from: tenant)
        return true
    }

    /// The transition that a new record waits for.
    var first: String { passing.first?.name ?? begin?.name ?? finish ?? "" }

    func plan(
        _ name: String, _ subject: ScheduleSubject, from now: Instant, payload: JSON, in tenant: Tenant
    ) throws {
        try tenant.schedule.add(
            named: name, subject: subject, at: now.advanced(byMilliseconds: tenant.timings[name]), payload: payload)
    }
}
