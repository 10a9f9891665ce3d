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
    /// How often in a row the disk may fail under a transition before its record ends.
    static let mostDiskFailures = 5
    private static let shortestRest = 1_000_000
    private static let longestRest = 8_000_000
    /// Until when nobody should call it just because something is due, in microseconds of the wall clock: what it did
    /// could not be kept.
    private(set) var restsUntil = 0
    /// How often in a row what it did could not be kept.
    private var setbacks = 0
    /// Whether it has done something since the last commit, and whether a transition has come to its end.
    private var (hasRun, hasEnded) = (false, false)
    /// Counts how often transitions had to begin anew.
    private var attempt = 0
    /// The row under which the disk failed last, and how often in a row.
    private var failing: (row: Int, generation: Int, times: Int)?
    /// The row that conflicts with what others have written made begin anew last, and how often.
    private var conflicting: (row: Int, generation: Int, times: Int)?
    /// How often a row begins anew for that.
    private static let mostConflicts = 3
    /// Why a part that ran after pool work must be tried again; the next call tells.
    private var failure: (any Error)?
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

    /// Lets due rows wait, because the disk is full or fails: to try at once would only take time. The first wait is a
    /// second; when it was the worker's own work that could not be kept, the next ones are longer.
    func rest(wall: Int) {
        if hasRun {
            setbacks += 1
            // What the parts before have written may be gone: the transition begins anew.
            pause = nil
            attempt += 1
        }
        (hasRun, hasEnded) = (false, false)
        restsUntil = wall + min(Self.shortestRest << max(0, min(setbacks, 8) - 1), Self.longestRest)
    }

    /// Notes that everything was kept. After a transition has come to its end the worker goes on as usual; until then
    /// what others could write is a reason to try again soon.
    func noteCommit(wall: @autoclosure () -> Int) {
        if hasEnded { (setbacks, restsUntil) = (0, 0) }
        if restsUntil > 0 { restsUntil = min(restsUntil, wall() + Self.shortestRest) }
        (hasRun, hasEnded) = (false, false)
    }

    /// Runs the next slice of a transition that is paused, then rows due at `instant` or before, at most `limit` in all.
    ///
    /// - Returns: how many ran; fewer than `limit` means that none is left or that one is not over.
    func run(dueBy instant: Instant, limit: Int) throws -> Int {
        var count = 0
        hasRun = true
        try throwFailure()
        // To find out whether there is room again, one transition is enough.
        let limit = setbacks > 0 ? min(limit, 1) : limit
        if let pause {
            self.pause = nil
            count += 1
            try resume(pause)
        }
        while count < limit, !isBusy, failure == nil, let row = try tenant.schedule.first(dueBy: instant) {
            try begin(row)
            count += 1
        }
        try throwFailure()
        return count
    }

    /// Tells of what has failed after pool work, which has no caller.
    private func throwFailure() throws {
        guard let failure else { return }
        self.failure = nil
        throw failure
    }

    /// Runs a row, unless processes have died in it before: then its record ends as failed. When not even that can be
    /// done without dying, the row goes.
    private func begin(_ row: Schedule.Row) throws {
        let deaths = try note?.begin("\(row.id) \(row.due.microseconds) \(row.transition)") ?? 0
        guard deaths >= Self.mostDeaths else { return try step(row, isFirst: true) { try perform(row) } }
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
        return try transition.body(TransitionContext(tenant: tenant, row: row, log: log))
    }

    /// Runs one part of a transition. The row goes with the last one.
    ///
    /// - Parameter isFirst: whether no part came before it, between which and this one others were served.
    private func step(
        _ row: Schedule.Row, isFirst: Bool = false, _ body: () throws -> TransitionContext.Result
    ) throws {
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
                (hasEnded, failing, conflicting) = (true, nil, nil)
                guard advance != nil || tenant.events.isOpen else { break }
                let ran = RanTransition(at: row.due, transition: row.transition, subject: row.subject.text)
                advance?.ran.append(ran)
                tenant.events.note(ran)
            case .slice(let slice): pause = Pause(row: row, generation: tenant.generation, slice: slice)
            case .pool(let work, let then): start(work, then: then, for: row)
            }
        } catch let error as StoreError where !isFirst && error.isConflict && mayBeginAnew(row) {
            // Something that it needs was deleted meanwhile, perhaps its record with the row itself.
            tenant.schedule.invalidate()
        } catch {
            try drop(row, because: error)
        }
    }

    private func mayBeginAnew(_ row: Schedule.Row) -> Bool {
        let before =
            conflicting.flatMap { $0.row == row.id && $0.generation == tenant.generation ? $0.times : nil } ?? 0
        conflicting = (row.id, tenant.generation, before + 1)
        return before < Self.mostConflicts
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
        let (generation, attempt) = (tenant.generation, attempt)
        let cancellations = [tenant.cancellation]
        runElsewhere({ try work(cancellations) }) { [weak self] result in
            guard let self else { return }
            isInFlight = false
            guard belongs(generation), attempt == self.attempt else { return }
            hasRun = true
            do {
                try step(row) { try then(result.get()) }
            } catch {
                failure = error
            }
        }
    }

    /// What was begun in the world before a reset belongs nowhere.
    private func belongs(_ generation: Int) -> Bool {
        generation == tenant.generation && !tenant.isClosed
    }

    /// A transition that throws is logged, its record ends as failed, and its row is removed: retrying it for ever would
    /// stop the tenant. What the disk has done to it may go well another time, and without room it waits.
    private func drop(_ row: Schedule.Row, because error: any Error) throws {
        tenant.schedule.invalidate()
        if let error = error as? StoreError, error.isFull || error.isCorrupt { throw error }
        if let error = error as? SystemError, error.isOutOfSpace { throw error }
        var reason = "it failed inside."
        if Self.isOfDisk(error) {
            let before = failing.flatMap { $0.row == row.id && $0.generation == tenant.generation ? $0.times : nil }
            let times = (before ?? 0) + 1
            failing = (row.id, tenant.generation, times)
            guard times >= Self.mostDiskFailures else { throw error }
            reason = "the disk failed \(times) times."
        }
        failing = nil
        log.error(
            "transition failed",
            [
                "tenant": tenant.name, "transition": row.transition, "subject": row.subject.text, "error": "\(error)",
            ])
        try give(up: row, because: RecordFailure("The server could not do this work: \(reason)"), endsRecord: true)
    }

    /// Whether reading or writing has failed, other than for want of a file.
    private static func isOfDisk(_ error: any Error) -> Bool {
        switch error {
        case let error as StoreError: error.isDiskFailure
        case let error as SystemError: !error.isNotFound
        default: false
        }
    }

    /// Removes a row, and ends its record as failed when that is possible.
    private func give(up row: Schedule.Row, because failure: RecordFailure, endsRecord: Bool) throws {
        tenant.schedule.invalidate()
        if endsRecord, let abandon = transitions[row.transition]?.abandon {
            do {
                return try tenant.pinned(at: row.due) {
                    try tenant.database.savepoint {
                        try abandon(TransitionContext(tenant: tenant, row: row, log: log), failure)
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
