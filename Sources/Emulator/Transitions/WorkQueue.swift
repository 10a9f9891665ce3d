// The queue of a kind of records: first come, first served, a few at a time.

import Store

/// Records of one table that wait for a worker. `slot` is 1 while a record occupies one, from the moment its start is
/// planned.
final class WorkQueue: Sendable {
    /// Name in the tenant's `workers` setting.
    let name: String
    private let countBusy: SQL
    private let findNext: SQL
    private let occupy: SQL
    private let release: SQL
    private let clamp: SQL
    private let findLost: SQL

    init(_ name: String, of table: RecordTable) {
        self.name = name
        let key = table.key
        countBusy = "SELECT count(*) FROM \(table.name) WHERE slot = 1"
        findNext = """
            SELECT \(key), id FROM \(table.name)
            WHERE \(key) >= coalesce((SELECT first FROM queues WHERE name = ?), 0) AND state = 'waiting' AND slot = 0
            ORDER BY \(key) LIMIT 1
            """
        occupy = "UPDATE \(table.name) SET slot = 1 WHERE \(key) = ?"
        release = "UPDATE \(table.name) SET slot = 0 WHERE \(key) = ?"
        clamp = """
            UPDATE queues SET first = min(first, (SELECT coalesce(max(\(key)), 0) + 1 FROM \(table.name))) WHERE name = ?
            """
        findLost = """
            SELECT \(key), id, state FROM \(table.name) AS record WHERE slot = 1 AND NOT EXISTS (
                SELECT 1 FROM schedule WHERE subject = record.id AND class = 0) ORDER BY \(key)
            """
    }

    /// Records that occupy a worker although nothing is planned for them.
    func occupiedWithoutPlan(in database: Database) throws -> [(key: Int, id: String, state: String)] {
        try database.all(findLost) { (key: $0.int(0), id: $0.text(1), state: $0.text(2)) }
    }

    /// Takes the worker from a record that has not begun, which waits again then.
    func free(_ key: Int, in database: Database) throws {
        try database.execute(release, .int(key))
        try database.execute("UPDATE queues SET first = min(first, ?) WHERE name = ?", .int(key), .text(name))
    }

    /// Notes that a record has been removed: a new one may get its number, or that of others before it.
    func noteRemoval(in database: Database) throws {
        try database.execute(clamp, .text(name))
    }

    /// Plans the transition `start`, after its own wait, for waiting records while there are free workers.
    ///
    /// - Returns: for how many.
    @discardableResult
    func fill(_ tenant: Tenant, at now: Instant, start: String) throws -> Int {
        var started = 0
        tenant.fullQueues.removeAll { $0.queue === self }
        var free = tenant.settings.workers(name) - (try tenant.database.scalarInt(countBusy) ?? 0)
        while free > 0 {
            let next = try tenant.database.first(findNext, .text(name)) { (key: $0.int(0), id: $0.text(1)) }
            guard let next else { return started }
            try tenant.database.execute(occupy, .int(next.key))
            try tenant.database.execute(
                "INSERT INTO queues(name, first) VALUES (?, ?) ON CONFLICT DO UPDATE SET first = excluded.first",
                .text(name), .int(next.key))
            try tenant.schedule.add(
                named: start, subject: .id(next.id), at: now.advanced(byMilliseconds: tenant.timings[start]))
            free -= 1
            started += 1
        }
        tenant.fullQueues.append((self, tenant.database.undoings))
        return started
    }

    /// The same for a record that has just been made. Since nothing has become free by that, a queue that was full still
    /// is.
    func fillAfterAddition(_ tenant: Tenant, at now: Instant, start: String) throws {
        let undoings = tenant.database.undoings
        if tenant.fullQueues.contains(where: { $0.queue === self && $0.undoings == undoings }) { return }
        try fill(tenant, at: now, start: start)
    }
}
