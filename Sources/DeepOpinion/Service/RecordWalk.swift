// A walk through the records of a list by their numbers.

import Store

/// The records of a list, read a hundred at a time. What is added or deleted meanwhile shifts nothing.
struct RecordWalk<Record> {
    private static var most: Int { 100 }

    private let select: SQL
    private let values: [SQLValue]
    private let number: (Record) -> Int
    private let read: (borrowing Row) throws -> Record
    private let range: ListRange

    private var rest: ArraySlice<Record> = []
    private var last: Int
    private var isAtEnd = false
    private var hasSkipped = false
    /// How many records have been handed out.
    private(set) var count = 0

    /// A walk.
    ///
    /// - Parameters:
    ///   - select: a SELECT with a WHERE clause and without an order.
    ///   - values: what it is bound to.
    ///   - key: the column with the number of a record.
    ///   - isDescending: whether the newest come first.
    ///   - range: which part is wanted.
    ///   - number: the number of a record.
    ///   - read: makes a record of a row.
    init(
        _ select: SQL, _ values: [SQLValue] = [], by key: SQL, isDescending: Bool = false, _ range: ListRange,
        number: @escaping (Record) -> Int, read: @escaping (borrowing Row) throws -> Record
    ) {
        let (comparison, order): (SQL, SQL) = isDescending ? ("<", "DESC") : (">", "ASC")
        self.select = "\(select) AND \(key) \(comparison) ? ORDER BY \(key) \(order) LIMIT ? OFFSET ?"
        self.values = values
        self.number = number
        self.read = read
        self.range = range
        last = isDescending ? Int.max : Int.min
    }

    /// The next record; nil at the end of the page.
    mutating func next(_ database: Database) throws -> Record? {
        guard range.limit.map({ count < $0 }) ?? true, try fill(database), let record = rest.popFirst() else {
            return nil
        }
        last = number(record)
        count += 1
        return record
    }

    /// Whether there are records behind those that have been handed out.
    mutating func hasMore(_ database: Database) throws -> Bool { try fill(database) }

    /// Reads further records when none are left. Returns whether there are any.
    private mutating func fill(_ database: Database) throws -> Bool {
        guard rest.isEmpty, !isAtEnd else { return !rest.isEmpty }
        let wanted = range.limit.map { min(Self.most, $0 - count + 1) } ?? Self.most
        rest = try database.all(
            select, values + [.int(last), .int(wanted), .int(hasSkipped ? 0 : range.offset)], read: read)[...]
        hasSkipped = true
        isAtEnd = rest.count < wanted
        return !rest.isEmpty
    }
}
