// The rows of an old database, copied into a fresh one.

/// Fills the fresh database `main` of a connection from the database `old` that is attached to it.
struct TableCopy {
    /// The name under which the old database is attached.
    static let source = "old"

    let migration: Migration
    let database: Database

    /// Copies every table and commits. Triggers and foreign keys rest meanwhile: what they would bring about is in the
    /// rows. In the end no foreign key leads nowhere.
    ///
    /// - Throws: ``StoreError``; then `main` is of no use, and `old` is what it was.
    func run() throws {
        try database.enforceSchema(false)
        let oldTables = Set(try tables(of: Self.source))
        let newTables = try tables(of: "main")
        try refuseUnknownNames(newTables)
        for table in newTables where oldTables.contains(table) { try copy(table) }
        if try hasSequences("main"), try hasSequences(Self.source) { try copySequences() }
        for statement in migration.statements { try database.execute(SQL(text: statement)) }
        try requireForeignKeys()
        try database.commit()
        try database.enforceSchema(true)
    }

    private func copy(_ table: String) throws {
        let expressions = migration.columns[table] ?? [:]
        let oldColumns = Set(try columns(of: table, in: Self.source))
        var targets: [String] = []
        var values: [String] = []
        for column in try columns(of: table, in: "main") {
            guard let value = expressions[column] ?? (oldColumns.contains(column) ? quoted(column) : nil) else {
                continue
            }
            targets.append(quoted(column))
            values.append(value)
        }
        guard !targets.isEmpty else { return }
        // Rows of the fresh database stay unless the old one has its own.
        let isEmpty = try !database.exists(SQL(text: "SELECT 1 FROM main.\(quoted(table))"))
        try database.execute(
            SQL(
                text: """
                    INSERT \(isEmpty ? "" : "OR REPLACE ")INTO main.\(quoted(table)) (\(targets.joined(separator: ", ")))
                    SELECT \(values.joined(separator: ", ")) FROM \(Self.source).\(quoted(table))
                    """))
    }

    /// Numbers that have been given once are not given again.
    private func copySequences() throws {
        try database.execute("DELETE FROM main.sqlite_sequence")
        try database.execute(
            """
            INSERT INTO main.sqlite_sequence (name, seq)
            SELECT name, seq FROM old.sqlite_sequence WHERE name IN (SELECT name FROM main.sqlite_schema)
            """)
    }

    private func requireForeignKeys() throws {
        let broken = try database.first("PRAGMA main.foreign_key_check") { "\($0.text(0)) and \($0.text(2))" }
        if let broken {
            throw StoreError.unusable("A row refers to one that does not exist: between the tables \(broken).")
        }
    }

    /// A misspelt name would silently change nothing.
    private func refuseUnknownNames(_ tables: [String]) throws {
        for (table, expressions) in migration.columns {
            let known = tables.contains(table) ? try columns(of: table, in: "main") : []
            for column in expressions.keys where !known.contains(column) {
                throw StoreError.misuse(
                    "The migration from schema \(migration.version) names \(table).\(column), which does not exist.")
            }
        }
    }

    // MARK: - Names

    /// The tables with rows of their own. Views and virtual tables have no root page.
    private func tables(of schema: String) throws -> [String] {
        try database.all(
            SQL(
                text: """
                    SELECT name FROM \(schema).sqlite_schema
                    WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid
                    """)
        ) { $0.text(0) }
    }

    private func columns(of table: String, in schema: String) throws -> [String] {
        try database.all(
            "SELECT name FROM pragma_table_xinfo(?, ?) WHERE hidden = 0 ORDER BY cid", .text(table), .text(schema)
        ) { $0.text(0) }
    }

    private func hasSequences(_ schema: String) throws -> Bool {
        try database.exists(SQL(text: "SELECT 1 FROM \(schema).sqlite_schema WHERE name = 'sqlite_sequence'"))
    }

    private func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
