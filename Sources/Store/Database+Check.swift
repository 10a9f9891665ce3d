// Whether the pages and rows of a database are as they must be.

extension Database {
    /// What SQLite finds wrong: damaged pages and indexes, broken constraints, rows without those that they belong to.
    ///
    /// - Returns: sentences, at most about a hundred; none for a sound database.
    public func damages() throws -> [String] {
        let pages = try all("PRAGMA integrity_check(50)") { $0.text(0) }.filter { $0 != "ok" }
        let orphans = try all("PRAGMA foreign_key_check") {
            (table: $0.text(0), row: $0.optionalInt(1), parent: $0.text(2))
        }
        return pages.map { "The database is damaged: \($0)." }
            + orphans.prefix(50).map { orphan in
                let row = orphan.row.map { " \($0)" } ?? ""
                return "Row\(row) of \(orphan.table) belongs to a row of \(orphan.parent) that is not there."
            }
    }
}
