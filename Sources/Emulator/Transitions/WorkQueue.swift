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
    private let release: SQL
    private let findLost: SQL

    init(_ name: String, of table: RecordTable) {
        self.name = name
        let key = table.key
        countBusy = "SELECT count(*) FROM \(table.name) WHERE slot = 1"
        findNext = """
            SELECT \(key), id FROM \(table.name) WHERE state = 'waiting' AND slot = 0 ORDER BY \(key) LIMIT 1
            """
        occupy = "UPDATE \(table.name) SET slot = 1 WHERE \(key) = ?"
        release = "UPDATE \(table.name) SET slot = 0 WHERE \(key) = ?"
        findLost = """
            SELECT \(key), id, state FROM \(table.name) AS record WHERE slot = 1 AND NOT EXISTS (
                SELECT 1 FROM schedule WHERE subject = record.id AND class = 0) ORDER BY \(key)
            """
    }

    /// Records that occupy a worker although nothing is planned for them.
    func occupiedWithoutPlan(in database: Database) throws -> [(key: Int, id: String, state: String)] {
        try database.all(findLost) { (key: $0.int(0), id: $0.text(1), state: $0.text(2)) }
    }

    /// Takes the worker from a record.
    func free(_ key: Int, in database: Database) throws {
        try database.execute(release, .int(key))
    }

    /// Plans the transition `start`, after its own wait, for waiting records while there are free workers.
    ///
    /// - Returns: for how many.
    @discardableResult
    func fill(_ tenant: Tenant, at now: Instant, start: String) throws -> Int {
        var started = 0
        let workers = tenant.settings.workers(name)
        var free = workers - (try tenant.database.scalarInt(countBusy) ?? 0)
        while free > 0 {
            let next = try tenant.database.first(findNext) { (key: $0.int(0), id: $0.text(1)) }
            guard let next else {
                tenant.fullQueues[name] = nil
                return started
            }
            try tenant.database.execute(occupy, .int(next.key))
            try tenant.schedule.add(
                named: start, subject: .id(next.id), at: now.advanced(byMilliseconds: tenant.timings[start]))
            free -= 1
            started += 1
        }
        tenant.fullQueues[name] = Full(workers: workers, undoings: tenant.database.undoings)
        return started
    }

    /// That every worker of a queue was busy when it was looked at last.
    struct Full {
        /// How many workers there were.
        let workers: Int
        /// ``Store/Database/undoings`` then: whatever is taken back may have been what kept a worker busy.
        let undoings: Int
    }

    /// The same for a record that has just been made. Since nothing has become free by that, a queue that was full still
    /// is.
    func fillAfterAddition(_ tenant: Tenant, at now: Instant, start: String) throws {
        if let full = tenant.fullQueues[name], full.undoings == tenant.database.undoings,
            full.workers >= tenant.settings.workers(name)
        {
            return
        }
        try fill(tenant, at: now, start: start)
    }
}
