// From an older version of the schema to the current one.

/// How rows of an older schema become rows of the current one.
///
/// A migration writes no DDL. It copies every table, row by row, into a fresh database of the current schema: a column
/// that both schemas have keeps its value, a new one gets its default, a removed one is dropped. What is different is
/// said here.
public struct Migration: Sendable {
    /// The version (`PRAGMA user_version`) of the databases that it reads. It leads straight to the current schema.
    public let version: Int
    /// The values of columns that are not copied: by table and column of the current schema, an SQL expression over the
    /// row of the old table with the same name.
    public let columns: [String: [String: String]]
    /// Statements that run after all tables are copied, for what no expression over one row can say. They read the old
    /// database as `old.` and write into the new one as `main.`.
    public let statements: [String]

    /// A way from `version` to the current schema.
    public init(from version: Int, columns: [String: [String: String]] = [:], statements: [String] = []) {
        self.version = version
        self.columns = columns
        self.statements = statements
    }

    /// An expression for `columns`: the value of `column` with some texts replaced by others.
    ///
    /// - Parameter texts: new texts by old ones; they are ours, so they have no quotation marks.
    public static func renaming(_ column: String, _ texts: [String: String]) -> String {
        guard !texts.isEmpty else { return column }
        let cases = texts.sorted { $0.key < $1.key }.map { "WHEN '\($0.key)' THEN '\($0.value)'" }
        return "CASE \(column) \(cases.joined(separator: " ")) ELSE \(column) END"
    }

    /// An expression for `columns`: the value of `column`, compact JSON text, with some members' names replaced by others.
    public static func renamingKeys(_ column: String, _ names: [String: String]) -> String {
        names.sorted { $0.key < $1.key }.reduce(column) { "replace(\($0), '\"\($1.key)\":', '\"\($1.value)\":')" }
    }

    /// The migration from a version.
    ///
    /// - Parameter subject: what is to be migrated, for the message.
    static func from(_ version: Int, in migrations: [Migration], subject: String) throws(StoreError) -> Migration {
        guard let migration = migrations.first(where: { $0.version == version }) else {
            throw .unusable("\(subject) has schema \(version), and this deepmock knows no way from there.")
        }
        return migration
    }
}

extension Migration {
    /// A serialized database of an older schema as one of the current schema.
    ///
    /// - Parameters:
    ///   - image: the database, as ``Database/serialize()`` gives it.
    ///   - current: a fresh database of the current schema.
    ///   - migrations: the ways that are known.
    /// - Throws: ``StoreError`` when there is no way from its version, or its rows do not fit.
    public static func migrate(image: [UInt8], to current: [UInt8], by migrations: [Migration]) throws -> [UInt8] {
        let version = Database.version(ofImage: image) ?? 0
        let migration = try from(version, in: migrations, subject: "The database")
        let database = try Database.inMemory(image: current)
        defer { database.close() }
        try database.attach(image: image, as: TableCopy.source)
        try TableCopy(migration: migration, database: database).run()
        return try database.serialize()
    }
}
