// Runs a tenant's due transitions in order, each exactly once: its effects and the removal of its row share a savepoint.

import Store

/// Runs work off the loop. The host has a thread pool; tests run everything in place.
public protocol WorkPool: AnyObject {
    /// Runs `work` elsewhere, then `completion` on the loop with what it returned or threw.
    func run(
        _ work: @escaping @Sendable () throws -> any Sendable,
        completion: @escaping (Result<any Sendable, any Error>) -> Void)
}

/// The background worker of one tenant.
final class Worker {
    private unowned let tenant: Tenant
    private let transitions: [String: Transition]
    private let log: Log
    private let runElsewhere: RunElsewhere
    /// Whether a transition's pool work is under way; nothing else runs until it is back.
    private(set) var isInFlight = false
    /// The advance that moves the clock now, which is told of every transition that runs; gone when its request has ended.
    weak var advance: ClockAdvance?

    /// Runs pool work and then its completion on the loop.
    typealias RunElsewhere = (
        @escaping @Sendable () throws -> any Sendable, @escaping (Result<any Sendable, any Error>) -> Void
    ) -> Void

    init(
        tenant: Tenant, transitions: [String: Transition], log: Log, runElsewhere: @escaping RunElsewhere
    ) {
        self.tenant = tenant
        self.transitions = transitions
        self.log = log
        self.runElsewhere = runElsewhere
    }

    /// Runs rows due at `instant` or before, at most `limit` of them.
    ///
    /// - Returns: how many ran; fewer than `limit` means that none is left or that one is in flight.
    func run(dueBy instant: Instant, limit: Int) throws -> Int {
        var count = 0
        while count < limit, !isInFlight, let row = try tenant.schedule.first(dueBy: instant) {
            try run(row)
            count += 1
        }
        return count
    }

    private func run(_ row: Schedule.Row) throws {
        do {
            let result = try tenant.pinned(at: row.due) {
                try tenant.database.savepoint {
                    let result = try perform(row)
                    if result.later == nil { try tenant.schedule.remove(row.id) }
                    return result
                }
            }
            if let later = result.later {
                start(later, for: row)
            } else {
                finished(row)
            }
        } catch {
            try drop(row, because: error)
        }
    }

    private func perform(_ row: Schedule.Row) throws -> TransitionContext.Result {
        guard let transition = transitions[row.transition] else {
            throw Problem(status: 500, code: "unknown_transition", message: "No transition \(row.transition).")
        }
        return try transition(
            TransitionContext(tenant: tenant, now: row.due, subject: row.subject, payload: row.payload))
    }

    private func start(_ later: TransitionContext.Result.Later, for row: Schedule.Row) {
        isInFlight = true
        let generation = tenant.generation
        runElsewhere(later.work) { [weak self] result in
            self?.apply(result, later: later, row: row, generation: generation)
        }
    }

    private func apply(
        _ result: Result<any Sendable, any Error>, later: TransitionContext.Result.Later, row: Schedule.Row,
        generation: Int
    ) {
        isInFlight = false
        // A result of the world before a reset belongs nowhere.
        guard generation == tenant.generation, !tenant.isClosed else { return }
        do {
            let value = try result.get()
            let result = try tenant.pinned(at: row.due) {
                try tenant.database.savepoint {
                    let result = try later.then(value)
                    if result.later == nil { try tenant.schedule.remove(row.id) }
                    return result
                }
            }
            if let next = result.later { start(next, for: row) } else { finished(row) }
        } catch {
            do {
                try drop(row, because: error)
            } catch {
                log.error("schedule row could not be dropped", ["tenant": tenant.name, "error": "\(error)"])
            }
        }
    }

    private func finished(_ row: Schedule.Row) {
        advance?.ran.append(RanTransition(at: row.due, transition: row.transition, subject: row.subject))
    }

    /// A transition that throws is logged and its row removed: retrying it for ever would stop the tenant.
    private func drop(_ row: Schedule.Row, because error: any Error) throws {
        tenant.schedule.invalidate()
        if let error = error as? StoreError, error.isFull || error.isCorrupt { throw error }
        log.error(
            "transition failed",
            [
                "tenant": tenant.name, "transition": row.transition, "subject": row.subject, "error": "\(error)",
            ])
        try tenant.database.savepoint { try tenant.schedule.remove(row.id) }
    }
}
