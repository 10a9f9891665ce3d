// Which numbers of a table were never given. Numbers grow, so a chosen one that is ahead leaves a gap behind it.

import Store

/// The numbers of one table at one moment: all up to the last one were given, apart from those that were skipped.
struct NumberLedger {
    let table: String
    let database: Database
    /// The last number that was given.
    private let last: Int

    init(table: String, database: Database) throws {
        self.table = table
        self.database = database
        last = try database.scalarInt("SELECT seq FROM sqlite_sequence WHERE name = ?", .text(table)) ?? 0
    }

    /// Whether no record ever had a number.
    func isFree(_ number: Int) throws -> Bool { try number > last || gap(around: number) != nil }

    /// Records that a number, which was free then, has been given.
    func record(_ number: Int) throws {
        guard number <= last else { return try skip(from: last + 1, to: number - 1) }
        guard let gap = try gap(around: number) else { return }
        try database.execute("DELETE FROM skipped_numbers WHERE kind = ? AND first = ?", .text(table), .int(gap.first))
        try skip(from: gap.first, to: number - 1)
        try skip(from: number + 1, to: gap.last)
    }

    private func gap(around number: Int) throws -> (first: Int, last: Int)? {
        try database.first(
            """
            SELECT first, last FROM skipped_numbers WHERE kind = ?1 AND first <= ?2 AND last >= ?2
            ORDER BY first DESC LIMIT 1
            """, .text(table), .int(number)
        ) { (first: $0.int(0), last: $0.int(1)) }
    }

    private func skip(from first: Int, to last: Int) throws {
        guard first <= last else { return }
        try database.execute(
            "INSERT INTO skipped_numbers(kind, first, last) VALUES (?, ?, ?)", .text(table), .int(first), .int(last))
    }
}
