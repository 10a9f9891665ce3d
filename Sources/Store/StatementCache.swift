// Prepared statements by their text, so that each is compiled once.

/// A bounded cache; the one that has not been used for longest goes first.
struct StatementCache {
    private let capacity: Int
    private var bySQL: [String: [Statement]] = [:]
    private var count = 0
    private var uses = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// A statement that is not busy; made when there is none, as when one runs within itself.
    mutating func take(_ sql: String, make: () throws(StoreError) -> Statement) throws(StoreError) -> Statement {
        uses += 1
        if let statement = bySQL[sql]?.first(where: { !$0.isBusy }) {
            statement.lastUse = uses
            return statement
        }
        let statement = try make()
        statement.lastUse = uses
        if count >= capacity { evict() }
        bySQL[sql, default: []].append(statement)
        count += 1
        return statement
    }

    /// Forgets every statement; those that are busy live until they are done.
    mutating func removeAll() {
        bySQL = [:]
        count = 0
    }

    private mutating func evict() {
        let idle = bySQL.values.joined().filter { !$0.isBusy }
        guard let oldest = idle.min(by: { $0.lastUse < $1.lastUse }) else { return }
        bySQL[oldest.sql]?.removeAll { $0 === oldest }
        if bySQL[oldest.sql]?.isEmpty == true { bySQL[oldest.sql] = nil }
        count -= 1
    }
}
