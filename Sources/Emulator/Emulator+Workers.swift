// Work that no request waits for: transitions that are due, and the next slices of long tasks.

import Store

extension Emulator {
    /// Runs what is due in every tenant, and one slice of every long task.
    ///
    /// Leaves ``hasWork`` set when there is more to do at once.
    ///
    /// - Parameter limit: the most transitions of one tenant, so that sockets stay served.
    public func work(limit: Int = 100) {
        hasWork = false
        for tenant in registry.all where runDue(tenant, limit: limit) {
            hasWork = true
        }
        let tasks = slicing
        slicing = []
        for (visit, slice) in tasks {
            do {
                switch try visit.tenant.database.savepoint(slice) {
                case .again:
                    hasWork = true
                    slicing.append((visit, slice))
                case .waiting: slicing.append((visit, slice))
                case .done(let reply): settle(visit, reply)
                }
            } catch {
                settle(visit, problem: problem(of: error))
            }
        }
    }

    /// Runs what is due in one tenant; true when there may be more.
    @discardableResult
    func runDue(_ tenant: Tenant, limit: Int) -> Bool {
        do {
            return try worker(of: tenant).run(dueBy: tenant.now, limit: limit) == limit
        } catch {
            log.error("worker failed", ["tenant": tenant.name, "error": "\(error)"])
            return false
        }
    }

    /// Microseconds of wall time until the next pending transition of any tenant, 0 when one is due; nil when time
    /// alone will bring none.
    public func microsecondsToNextDue() -> Int? {
        let wall = wallClock.microseconds()
        var next: Int?
        for tenant in registry.all {
            guard !worker(of: tenant).isInFlight, let due = try? tenant.wallOfNextDue() else { continue }
            next = min(next ?? .max, max(0, due - wall))
        }
        return next
    }

    func worker(of tenant: Tenant) -> Worker {
        if let worker = workers[ObjectIdentifier(tenant)] { return worker }
        let worker = Worker(tenant: tenant, transitions: transitions, log: log) { [unowned self] in
            work($0, completion: $1)
        }
        workers[ObjectIdentifier(tenant)] = worker
        return worker
    }
}
