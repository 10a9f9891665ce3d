// A prepared statement.

import CSQLite

/// A prepared statement; finalised when nobody holds it any more.
@safe final class Statement {
    /// Values of at least this many bytes are lent to SQLite while the statement runs; copying smaller ones is cheaper.
    private static let lendingSize = 4096

    let text: String
    /// Whether it leaves the database as it is.
    let isReadOnly: Bool
    /// Whether it is being stepped through right now.
    private(set) var isBusy = false
    /// When it was last used, in uses of the cache.
    var lastUse = 0
    private let connection: OpaquePointer
    private let handle: OpaquePointer
    let parameterCount: Int

    /// Compiles the first statement of `text`; nil when there is none, only blanks and comments. `rest` is what follows.
    static func prepare(
        _ text: String, connection: OpaquePointer, isKept: Bool
    ) throws(StoreError) -> (statement: Statement?, rest: String) {
        var handle: OpaquePointer?
        var utf8 = text
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let (code, used) = utf8.withUTF8 { bytes -> (Int32, Int) in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return (SQLITE_OK, 0) }
                var tail: UnsafePointer<CChar>?
                let code = unsafe sqlite3_prepare_v3(
                    connection, start, Int32(clamping: characters.count), flags, &handle, &tail)
                return (code, unsafe tail.map { unsafe start.distance(to: $0) } ?? characters.count)
            }
        }
        guard code == SQLITE_OK else { throw unsafe StoreError.last(of: connection, code: code, sql: text) }
        let statement = unsafe handle.map { unsafe Statement(handle: $0, connection: connection, text: text) }
        return (statement, String(decoding: utf8.utf8.dropFirst(used), as: UTF8.self))
    }

    /// Compiles the one statement of `text`.
    static func prepareOnly(
        _ text: String, connection: OpaquePointer
    ) throws(StoreError) -> Statement {
        let (statement, rest) = try unsafe prepare(text, connection: connection, isKept: true)
        guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
            throw .misuse("One call runs one statement, but more follows the first: \(rest)", sql: text)
        }
        guard let statement else { throw .misuse("There is no statement in the text.", sql: text) }
        return statement
    }

    private init(handle: OpaquePointer, connection: OpaquePointer, text: String) {
        unsafe self.handle = handle
        unsafe self.connection = connection
        self.text = text
        isReadOnly = unsafe sqlite3_stmt_readonly(handle) != 0
        parameterCount = Int(unsafe sqlite3_bind_parameter_count(handle))
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Binds `values`, and steps through the result as long as `body` returns true. A statement that writes always runs
    /// to its end: only there does SQLite check immediate foreign keys.
    func run(_ values: [SQLValue], _ body: (borrowing Row) throws -> Bool) throws {
        guard values.count == parameterCount else { throw wrongCount(values.count) }
        isBusy = true
        defer {
            unsafe sqlite3_reset(handle)
            unsafe sqlite3_clear_bindings(handle)
            isBusy = false
        }
        try bind(values, from: 0) { try step(body) }
    }

    /// Like ``run(_:_:)`` without looking at rows.
    func run(_ values: [SQLValue] = []) throws(StoreError) {
        do {
            try run(values) { _ in true }
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("Without a reader only the store itself can fail, not with \(error).")
        }
    }

    private func step(_ body: (borrowing Row) throws -> Bool) throws {
        let columns = Int(unsafe sqlite3_column_count(handle))
        var isWanted = true
        var failure: (any Error)?
        while true {
            let code = unsafe sqlite3_step(handle)
            switch code {
            case SQLITE_ROW:
                guard isWanted else { continue }
                do {
                    isWanted = try unsafe body(Row(statement: handle, count: columns))
                } catch {
                    failure = error
                    isWanted = false
                }
                if !isWanted, isReadOnly { fallthrough }
            case SQLITE_DONE:
                if let failure { throw failure }
                return
            default: throw unsafe StoreError.last(of: connection, code: code, sql: text)
            }
        }
    }

    // MARK: - Values

    private func bind(_ values: [SQLValue], from start: Int, _ body: () throws -> Void) throws {
        for position in start..<values.count {
            let index = Int32(truncatingIfNeeded: position + 1)
            switch values[position] {
            case .null: break
            case .int(let value): try check(unsafe sqlite3_bind_int64(handle, index, sqlite3_int64(value)))
            case .double(let value): try check(unsafe sqlite3_bind_double(handle, index, value))
            case .text(var text):
                let isLent = text.utf8.count >= Self.lendingSize
                let isDone = try text.withUTF8 { bytes in
                    try unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                        try check(unsafe bindText(characters, at: index, isLent: isLent))
                        if isLent { try bind(values, from: position + 1, body) }
                        return isLent
                    }
                }
                if isDone { return }
            case .blob(let bytes):
                let isLent = bytes.count >= Self.lendingSize
                try unsafe bytes.withUnsafeBytes { raw in
                    try check(unsafe bindBlob(raw, at: index, isLent: isLent))
                    if isLent { try bind(values, from: position + 1, body) }
                }
                if isLent { return }
            }
        }
        try body()
    }

    private func bindText(_ text: UnsafeBufferPointer<CChar>, at index: Int32, isLent: Bool) -> Int32 {
        let count = sqlite3_uint64(text.count)
        // An empty buffer may have no address, and SQLite would bind NULL.
        guard let start = text.baseAddress, count > 0 else { return unsafe deepmock_bind_text(handle, index, "", 0) }
        return unsafe isLent
            ? deepmock_bind_static_text(handle, index, start, count)
            : deepmock_bind_text(handle, index, start, count)
    }

    private func bindBlob(_ bytes: UnsafeRawBufferPointer, at index: Int32, isLent: Bool) -> Int32 {
        let count = sqlite3_uint64(bytes.count)
        guard let start = bytes.baseAddress, count > 0 else { return unsafe sqlite3_bind_zeroblob(handle, index, 0) }
        return unsafe isLent
            ? deepmock_bind_static_blob(handle, index, start, count)
            : deepmock_bind_blob(handle, index, start, count)
    }

    private func check(_ code: Int32) throws(StoreError) {
        guard code == SQLITE_OK else { throw unsafe StoreError.last(of: connection, code: code, sql: text) }
    }

    private func wrongCount(_ given: Int) -> StoreError {
        .misuse("The statement has \(parameterCount) parameters, but \(given) values were given.", sql: text)
    }
}
