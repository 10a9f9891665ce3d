// Records that would wait for ever, found when a stored world is opened.

import Store

extension RecordLifecycle {
    /// Puts right what no crash should leave behind: records that occupy a worker although nothing is planned for them,
    /// and records that wait although workers are free.
    ///
    /// - Returns: a sentence for each thing that was put right.
    public func repair(in tenant: Tenant, at now: Instant) throws -> [String] {
        guard let queue else { return [] }
        var repairs: [String] = []
        for lost in try queue.occupiedWithoutPlan(in: tenant.database) {
            if lost.state == "waiting" {
                try queue.free(lost.key, in: tenant.database)
                repairs.append(
                    "\(queue.name): \(lost.id) waited for a start that was not planned; it waits in the queue again.")
            } else {
                try tenant.schedule.add(named: finish ?? begin?.name ?? "", subject: .id(lost.id), at: now)
                repairs.append("\(queue.name): the end of \(lost.id) was not planned; its work is done now.")
            }
        }
        let started = try queue.fill(tenant, at: now, start: first)
        if started > 0, repairs.isEmpty {
            repairs.append("\(queue.name): workers were free while records waited; \(started) of them are started.")
        }
        return repairs
    }
}
