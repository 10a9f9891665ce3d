// What the store refused, and why.

import CSQLite

/// An error of SQLite, or of the store around it.
public struct StoreError: Error, Sendable {
    /// SQLite's extended result code.
    public let code: Int32
    /// One sentence for a person.
    public let message: String
    /// The statement, if one was being run.
    public let sql: String?

    /// An error from its parts.
    public init(code: Int32, message: String, sql: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    private var primary: Int32 { code & 0xFF }

    /// Whether a constraint of the schema objects.
    public var isConstraint: Bool { primary == SQLITE_CONSTRAINT }
    /// Whether there is no room left.
    public var isFull: Bool { primary == SQLITE_FULL }
    /// Whether the file is damaged, or no database at all.
    public var isCorrupt: Bool { primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB }
    /// Whether somebody else holds the database.
    public var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }
}
