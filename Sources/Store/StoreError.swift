// What the store refused, and why.

import CSQLite

#if canImport(Glibc)
import Glibc
#endif

/// An error of SQLite, or of the store around it.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// SQLite's extended result code (<https://www.sqlite.org/rescode.html>).
    public let code: Int32
    /// One sentence for a person.
    public let message: String
    /// The statement, if one was being run.
    public let sql: String?
    /// The byte of `sql` at which SQLite noticed the error, if it is an error of syntax or of a name.
    public let offset: Int?

    /// An error from its parts.
    public init(code: Int32, message: String, sql: String? = nil, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
        self.offset = offset
    }

    private var primary: Int32 { code & 0xFF }

    /// Whether a constraint of the schema objects.
    public var isConstraint: Bool { primary == SQLITE_CONSTRAINT }
    /// Whether a row with this key is there already.
    public var isDuplicate: Bool {
        // Extended codes are macros with arithmetic in them, which Swift does not see.
        code == SQLITE_CONSTRAINT | (6 << 8) || code == SQLITE_CONSTRAINT | (8 << 8)
            || code == SQLITE_CONSTRAINT | (10 << 8)
    }
    /// Whether a row would name another one that is not there, or is a duplicate: what others have written since
    /// somebody looked may be the reason.
    public var isConflict: Bool { code == SQLITE_CONSTRAINT | (3 << 8) || isDuplicate }
    /// Whether there is no room left.
    public var isFull: Bool { primary == SQLITE_FULL }
    /// Whether the disk has failed to read or to write, which may go well another time.
    public var isDiskFailure: Bool {
        primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY
    }
    /// Whether the file is damaged, or no database at all.
    public var isCorrupt: Bool { primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB }
    /// Whether somebody else holds the database.
    public var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }

    /// Message, code and statement, for logs.
    public var description: String {
        let statement = sql.map { " Statement: \($0)" } ?? ""
        return "\(message) (SQLite code \(code))\(statement)"
    }
}

extension StoreError {
    /// The API was used in a way that it does not allow.
    static func misuse(_ sentence: String, sql: String? = nil) -> StoreError {
        StoreError(code: SQLITE_MISUSE, message: sentence, sql: sql)
    }

    /// A file that is there but cannot be used.
    static func unusable(_ sentence: String) -> StoreError {
        StoreError(code: SQLITE_CANTOPEN, message: sentence)
    }

    /// The error that the last call on a connection left behind.
    static func last(of connection: OpaquePointer?, code: Int32, sql: String? = nil) -> StoreError {
        guard let connection = unsafe connection, unsafe sqlite3_errcode(connection) & 0xFF == code & 0xFF,
            let text = unsafe sqlite3_errmsg(connection)
        else {
            let text = unsafe sqlite3_errstr(code).map { unsafe String(cString: $0) } ?? "error \(code)"
            return StoreError(code: code, message: "The database says: \(text).", sql: sql)
        }
        let offset = Int(unsafe sqlite3_error_offset(connection))
        var code = unsafe sqlite3_extended_errcode(connection)
        // SQLite knows a full disk, but not a file that may not grow or a quota.
        if code & 0xFF == SQLITE_IOERR, [EFBIG, EDQUOT, ENOSPC].contains(unsafe sqlite3_system_errno(connection)) {
            code = SQLITE_FULL
        }
        return StoreError(
            code: code,
            message: "The database says: \(unsafe String(cString: text)).", sql: sql,
            offset: offset < 0 ? nil : offset)
    }
}
