// Runs a tenant's due transitions in order, each exactly once: its effects and the removal of its row share a savepoint.

import Store
import System

/// The background worker of one tenant.
final class Worker {
    /// The next slice of a transition that lets sockets be served first.
    private struct Pause {
        let row: Schedule.Row
        let generation: Int
        let slice: () throws -> TransitionContext.Result
    }

    private unowned let tenant: Tenant
    private let transitions: TransitionTable
    private let log: Log
    private let runElsewhere: RunElsewhere
    private let note: RunningNote?
    private var pause: Pause?
    /// How many processes may die in one row.
    private static let mostDeaths = 2
    /// Until when nobody should call it just because something is due, in microseconds of the wall clock: what it did
    /// could not be kept.
    private(set) var restsUntil = 0
    /// Whether a transition's pool work is under way.
    private(set) var isInFlight = false
    /// The advance that moves the clock now, which is told of every transition that runs; gone when its request has ended.
    weak var advance: ClockAdvance?

    /// Runs pool work and then its completion on the loop.
    typealias RunElsewhere = (
        @escaping @Sendable () throws -> any Sendable, @escaping (Result<any Sendable, any Error>) -> Void
    ) -> Void

    /// - Parameter note: where transitions are noted that begin; nil when nothing outlives the process.
    init(
        tenant: Tenant, transitions: TransitionTable, log: Log, note: RunningNote? = nil,
        runElsewhere: @escaping RunElsewhere
    ) {
        self.note = note
        self.tenant = tenant
        self.transitions = transitions
        self.log = log
        self.runElsewhere = runElsewhere
    }

    /// Whether a transition waits for its next slice: ``run(dueBy:limit:)`` is to be called at once.
    var isPaused: Bool { pause != nil }

    /// Whether a transition is between two of its parts; nothing else runs until it has ended.
    var isBusy: Bool { isInFlight || isPaused }

    /// Lets due rows wait for a second, because the disk is full or fails: to try at once would only take time.
    func rest(wall: Int) {
        restsUntil = wall + 1_000_000
    }

    /// Runs the next slice of a transition that is paused, then rows due at `instant` or before, at most `limit` in all.
    ///
    /// - Returns: how many ran; fewer than `limit` means that none is left or that one is not over.
    func run(dueBy instant: Instant, limit: Int) throws -> Int {
        var count = 0
        if let pause {
            self.pause = nil
            count += 1
            try resume(pause)
        }
        while count < limit, !isBusy, let row = try tenant.schedule.first(dueBy: instant) {
            try begin(row)
            count += 1
        }
        return count
    }

    /// Runs a row, unless processes have died in it before: then its record ends as failed. When not even that can be
    /// done without dying, the row goes.
    private func begin(_ row: Schedule.Row) throws {
        let deaths = try note?.begin("\(row.id) \(row.due.microseconds) \(row.transition)") ?? 0
        guard deaths >= Self.mostDeaths else { return try step(row) { try perform(row) } }
        let failure = RecordFailure("The server ended \(deaths) times while it did this work, so it gave it up.")
        log.error(
            "transition given up",
            [
                "tenant": tenant.name, "transition": row.transition,
                "subject": row.subject.text, "error": failure.text,
            ])
        try give(up: row, because: failure, endsRecord: deaths == Self.mostDeaths)
    }

    private func perform(_ row: Schedule.Row) throws -> TransitionContext.Result {
        guard let transition = transitions[row.transition] else {
            throw Problem(status: 500, code: "unknown_transition", message: "No transition \(row.transition).")
        }
        return try transition.body(TransitionContext(tenant: tenant, row: row))
    }

    /// Runs one part of a transition. The row goes with the last one.
    private func step(_ row: Schedule.Row, _ body: () throws -> TransitionContext.Result) throws {
        do {
            let result = try tenant.pinned(at: row.due) {
                try tenant.database.savepoint {
                    let result = try body()
                    if result.next == nil { try tenant.schedule.remove(row.id) }
                    return result
                }
            }
            switch result.next {
            case .none:
                guard advance != nil || tenant.events.isOpen else { break }
                let ran = RanTransition(at: row.due, transition: row.transition, subject: row.subject.text)
                advance?.ran.append(ran)
                tenant.events.note(ran)
            case .slice(let slice): pause = Pause(row: row, generation: tenant.generation, slice: slice)
            case .pool(let work, let then): start(work, then: then, for: row)
            }
        } catch {
            try drop(row, because: error)
        }
    }

    private func resume(_ pause: Pause) throws {
        guard belongs(pause.generation) else { return }
        try step(pause.row, pause.slice)
    }

    private func start(
        _ work: @escaping @Sendable ([WorkCancellation]) throws -> any Sendable,
        then: @escaping (any Sendable) throws -> TransitionContext.Result, for row: Schedule.Row
    ) {
        isInFlight = true
        let generation = tenant.generation
        let cancellations = [tenant.cancellation]
        runElsewhere({ try work(cancellations) }) { [weak self] result in
            guard let self else { return }
            isInFlight = false
            guard belongs(generation) else { return }
            do {
                try step(row) { try then(result.get()) }
            } catch {
                log.error("schedule row could not be dropped", ["tenant": tenant.name, "error": "\(error)"])
            }
        }
    }

    /// What was begun in the world before a reset belongs nowhere.
    private func belongs(_ generation: Int) -> Bool {
        generation == tenant.generation && !tenant.isClosed
    }

    /// A transition that throws is logged, its record ends as failed, and its row is removed: retrying it for ever would
    /// stop the tenant.
    private func drop(_ row: Schedule.Row, because error: any Error) throws {
        tenant.schedule.invalidate()
        if let error = error as? StoreError, error.isFull || error.isCorrupt { throw error }
        log.error(
            "transition failed",
            [
                "tenant": tenant.name, "transition": row.transition, "subject": row.subject.text, "error": "\(error)",
            ])
        try give(
            up: row, because: RecordFailure("The server could not do this work: it failed inside."), endsRecord: true)
    }

    /// Removes a row, and ends its record as failed when that is possible.
    private func give(up row: Schedule.Row, because failure: RecordFailure, endsRecord: Bool) throws {
        tenant.schedule.invalidate()
        if endsRecord, let abandon = transitions[row.transition]?.abandon {
            do {
                return try tenant.pinned(at: row.due) {
                    try tenant.database.savepoint {
                        try abandon(TransitionContext(tenant: tenant, row: row), failure)
                        try tenant.schedule.remove(row.id)
                    }
                }
            } catch {
                tenant.schedule.invalidate()
                log.error(
                    "record could not be ended",
                    ["tenant": tenant.name, "subject": row.subject.text, "error": "\(error)"])
            }
        }
        try tenant.database.savepoint { try tenant.schedule.remove(row.id) }
    }
}
