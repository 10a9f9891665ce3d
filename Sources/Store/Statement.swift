// A prepared statement.

import CSQLite

/// A prepared statement; finalised when nobody holds it any more.
@safe final class Statement {
    let sql: String
    /// Whether it can only read.
    let isReadOnly: Bool
    /// Whether it is being stepped through right now.
    private(set) var isBusy = false
    /// When it was last used, in uses of the cache.
    var lastUse = 0
    private let connection: OpaquePointer
    private let handle: OpaquePointer

    init(_ connection: OpaquePointer, sql: String) throws(StoreError) {
        var handle: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle = unsafe handle else {
            throw unsafe Statement.error(connection, code, sql)
        }
        self.sql = sql
        unsafe self.connection = connection
        unsafe self.handle = handle
        isReadOnly = unsafe sqlite3_stmt_readonly(handle) != 0
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Binds the values and steps to the first row, and on while `body` returns true.
    func run(_ values: [SQLValue], _ body: (borrowing Row) throws -> Bool) throws {
        isBusy = true
        defer {
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
            isBusy = false
        }
        for (index, value) in values.enumerated() {
            let code = bind(value, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw unsafe Statement.error(connection, code, sql) }
        }
        while true {
            let code = unsafe sqlite3_step(handle)
            switch code {
            case SQLITE_ROW:
                guard try unsafe body(Row(statement: handle)) else { return }
            case SQLITE_DONE: return
            default: throw unsafe Statement.error(connection, code, sql)
            }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(handle, index)
        case .int(let value): return unsafe sqlite3_bind_int64(handle, index, sqlite3_int64(value))
        case .double(let value): return unsafe sqlite3_bind_double(handle, index, value)
        case .text(var text):
            return text.withUTF8 { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) {
                    // An empty buffer may have no address, and SQLite would bind NULL.
                    unsafe $0.isEmpty
                        ? deepmock_bind_text(handle, index, "", 0)
                        : deepmock_bind_text(handle, index, $0.baseAddress, Int32(clamping: $0.count))
                }
            }
        case .blob(let bytes):
            return unsafe bytes.withUnsafeBytes {
                unsafe $0.isEmpty
                    ? sqlite3_bind_zeroblob(handle, index, 0)
                    : deepmock_bind_blob(handle, index, $0.baseAddress, Int32(clamping: $0.count))
            }
        }
    }

    static func error(_ connection: OpaquePointer?, _ code: Int32, _ sql: String?) -> StoreError {
        let text = unsafe connection.flatMap { unsafe sqlite3_errmsg($0) }.map { unsafe String(cString: $0) }
        let extended = unsafe connection.map { unsafe sqlite3_extended_errcode($0) } ?? code
        return StoreError(
            code: extended & 0xFF == code & 0xFF ? extended : code,
            message: "The database says: \(text ?? "error \(code)").", sql: sql)
    }
}
