// Work between requests: transitions that are due, the next slices of long tasks, and exchanges of whole worlds.

import Store
import System

/// A request that is answered in slices.
struct LongTask {
    let context: RequestContext
    /// The tenant's generation when it began, without which it is about nothing; nil for a task that goes on in any.
    let generation: Int?
    let slice: () throws -> Reply.Slice
}

extension Emulator {
    /// Runs what is due in every tenant, one slice of every long task, and every exchange of a world that was asked for.
    ///
    /// Leaves ``hasWork`` set when there is more to do at once.
    ///
    /// - Parameter limit: the most transitions of one tenant, so that sockets stay served.
    public func work(limit: Int = 100) {
        hasWork = false
        for tenant in tenants.all { runDue(tenant, limit: limit) }
        let tasks = slicing
        slicing = []
        var isGrowing = false
        for task in tasks {
            // While memory is short, one long answer is written to its end after the other.
            if task.context.charge != nil, memory.isExhausted, isGrowing {
                slicing.append(task)
                continue
            }
            isGrowing = isGrowing || task.context.charge != nil
            advance(task)
        }
        let exchanges = alone
        alone = []
        for (context, work) in exchanges {
            finish(context) {
                guard !context.tenant.isClosed else { throw Problem.worldIsGone }
                try checkNotHeld(context)
                return try work()
            }
        }
    }

    private func advance(_ task: LongTask) {
        let tenant = task.context.tenant
        do {
            guard task.generation ?? tenant.generation == tenant.generation, !tenant.isClosed else {
                throw Problem.worldIsGone
            }
            try checkNotHeld(task.context)
            switch try slice(of: task) {
            case .again:
                hasWork = true
                slicing.append(task)
            case .growing(let bytes):
                hasWork = true
                slicing.append(task)
                task.context.charge(bytes, to: memory)
            case .waiting: slicing.append(task)
            case .done(let reply):
                finish(task.context) { reply }
                // Others may have waited for this one.
                hasWork = true
            }
        } catch {
            finish(task.context) { throw error }
            hasWork = true
        }
    }

    private func slice(of task: LongTask) throws -> Reply.Slice {
        do {
            return try part(of: task.context, task.slice)
        } catch let error as StoreError {
            return .done(try overtaken(task.context, because: error))
        }
    }

    /// Runs what is due in one tenant, and leaves ``hasWork`` set when there may be more.
    func runDue(_ tenant: Tenant, limit: Int) {
        guard !isHeld(tenant) else { return }
        let worker = worker(of: tenant)
        // Whoever moves the clock wants to know at once.
        guard worker.advance != nil || worker.restsUntil <= wallClock.microseconds() else { return }
        do {
            var count: Int
            repeat {
                count = try worker.run(dueBy: tenant.now, limit: limit)
            } while isFilling && worker.isPaused  // While a world is filled there are no sockets to serve.
            if count == limit || worker.isPaused { hasWork = true }
        } catch {
            worker.rest(wall: wallClock.microseconds())
            log.error("worker failed", ["tenant": tenant.name, "error": "\(error)"])
        }
    }

    /// Microseconds of wall time until the next pending transition of any tenant, 0 when one is due; nil when time
    /// alone will bring none.
    public func microsecondsToNextDue() -> Int? {
        let wall = wallClock.microseconds()
        var next = watched.isEmpty ? nil : microsecondsToNextEvents(at: wall)
        for tenant in tenants.all where !isHeld(tenant) {
            let worker = worker(of: tenant)
            guard !worker.isInFlight, let due = try? tenant.wallOfNextDue() else { continue }
            next = min(next ?? .max, max(0, max(due, worker.restsUntil) - wall))
        }
        return next
    }

    func worker(of tenant: Tenant) -> Worker {
        if let worker = tenant.worker { return worker }
        let worker = Worker(
            tenant: tenant, transitions: transitions, log: log, note: tenant.runningNote
        ) { [unowned self, name = tenant.name] in
            work($0, owner: name, completion: $1)
        }
        tenant.worker = worker
        return worker
    }
}
