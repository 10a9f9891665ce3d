// Queues of records that wait for a worker: first come, first served, a few at a time.

import Emulator
import Store

/// A table with the columns `seq`, `id`, `state` and `slot`, where `slot` is 1 while a record occupies a worker, from
/// the moment its start is planned.
struct WorkQueue {
    /// Name in the tenant's `workers` setting.
    let name: String
    /// The transition that starts a record, and its wait.
    let start: String
    let countBusy: SQL
    let findNext: SQL
    let occupy: SQL

    /// Plans the start of waiting records while there are free workers.
    func fillSlots(_ tenant: Tenant, now: Instant) throws {
        var free = tenant.settings.workers(name) - (try tenant.database.scalarInt(countBusy) ?? 0)
        while free > 0 {
            let next = try tenant.database.first(findNext) { (seq: $0.int(0), id: $0.text(1)) }
            guard let next else { return }
            try tenant.database.execute(occupy, .int(next.seq))
            try tenant.schedule.add(
                start, subject: next.id, at: now.advanced(byMilliseconds: tenant.timings[start]))
            free -= 1
        }
    }
}
