// Copying rows of any table, with some columns changed.

import Store

/// Copies rows. The database names the columns, so that none is forgotten.
struct RowCopy {
    private let database: Database
    private let table: String
    private let insert: SQL
    private let changed: [String]

    /// Copies rows of one table. The copy gets a new `id` unless it is given one.
    ///
    /// - Parameters:
    ///   - table: name of the table.
    ///   - changed: the columns that get new values in ``copy(_:_:)``.
    init(_ table: String, changing changed: [String], _ database: Database) throws {
        let columns = try database.all(
            "SELECT name FROM pragma_table_info(?) ORDER BY cid", .text(table), read: { $0.text(0) }
        ).filter { $0 != "id" || changed.contains($0) }
        precondition(changed.allSatisfy(columns.contains), "Table \(table) lacks one of the columns \(changed).")
        let values = columns.map { column in changed.contains(column) ? "?" : column }
        insert = SQL(
            text: """
                INSERT INTO \(table)(\(columns.joined(separator: ", ")))
                SELECT \(values.joined(separator: ", ")) FROM \(table) WHERE id = ?
                """)
        self.changed = columns.filter(changed.contains)
        self.database = database
        self.table = table
    }

    /// Copies the row `id` with new values for the changed columns. Returns the number of the copy.
    func copy(_ id: Int, _ values: [String: SQLValue]) throws -> Int {
        try database.execute(insert, changed.map { values[$0] ?? .null } + [.int(id)])
        return database.lastInsertedRow
    }
}
