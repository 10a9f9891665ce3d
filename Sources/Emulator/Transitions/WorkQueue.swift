// The queue of a kind of records: first come, first served, a few at a time.

import Store

/// Records of one table that wait for a worker. `slot` is 1 while a record occupies one, from the moment its start is
/// planned.
struct WorkQueue: Sendable {
    /// Name in the tenant's `workers` setting.
    let name: String
    private let countBusy: SQL
    private let findNext: SQL
    private let occupy: SQL

    init(_ name: String, of table: RecordTable) {
        self.name = name
        let key = table.key
        countBusy = "SELECT count(*) FROM \(table.name) WHERE slot = 1"
        findNext = """
            SELECT \(key), id FROM \(table.name) WHERE state = 'waiting' AND slot = 0 ORDER BY \(key) LIMIT 1
            """
        occupy = "UPDATE \(table.name) SET slot = 1 WHERE \(key) = ?"
    }

    /// Plans the transition `start`, after its own wait, for waiting records while there are free workers.
    func fill(_ tenant: Tenant, at now: Instant, start: String) throws {
        var free = tenant.settings.workers(name) - (try tenant.database.scalarInt(countBusy) ?? 0)
        while free > 0 {
            let next = try tenant.database.first(findNext) { (key: $0.int(0), id: $0.text(1)) }
            guard let next else { return }
            try tenant.database.execute(occupy, .int(next.key))
            try tenant.schedule.add(
                named: start, subject: .id(next.id), at: now.advanced(byMilliseconds: tenant.timings[start]))
            free -= 1
        }
    }
}
