// A prepared statement.

import CSQLite

/// A prepared statement; finalised when nobody holds it any more.
@safe final class Statement {
    /// Values of at least this many bytes are lent to SQLite while the statement runs. Smaller ones are copied into memory
    /// of the statement's own, which SQLite reads: its own copies would cost an allocation each.
    private static let lendingSize = 4096
    /// More memory is not kept from one run to the next.
    private static let mostKept = 16 << 10

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
    /// What the small texts and blobs of a run are copied into. Each run binds every parameter anew, so that what an earlier
    /// one has bound is never read.
    private var copies = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var isLending = false

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
        unsafe copies.deallocate()
    }

    /// Binds `values`, and steps through the result as long as `body` returns true. A statement that writes always runs
    /// to its end: only there does SQLite check immediate foreign keys.
    func run(_ values: [SQLValue], _ body: (borrowing Row) throws -> Bool) throws {
        guard values.count == parameterCount else { throw wrongCount(values.count) }
        isBusy = true
        defer {
            unsafe sqlite3_reset(handle)
            if isLending { takeBack() }
            isBusy = false
        }
        let size = values.reduce(0) { $0 + Self.copiedSize($1) }
        if unsafe size > copies.count { makeRoom(size) }
        try bind(values, from: 0, room: 0) { try step(body) }
    }

    /// Forgets what was lent, and gives much memory back.
    private func takeBack() {
        unsafe sqlite3_clear_bindings(handle)
        isLending = false
        if unsafe copies.count > Self.mostKept { makeRoom(0) }
    }

    private func makeRoom(_ size: Int) {
        unsafe copies.deallocate()
        unsafe copies = size == 0 ? .init(start: nil, count: 0) : .allocate(byteCount: size, alignment: 1)
        if size > Self.mostKept { isLending = true }
    }

    /// How much room a value takes among the copies.
    private static func copiedSize(_ value: SQLValue) -> Int {
        let size =
            switch value {
            case .null, .int, .double: 0
            case .text(let text): text.utf8.count
            case .utf8(let bytes), .blob(let bytes): bytes.count
            }
        return size < lendingSize ? size : 0
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

    /// Binds the values from a position on, then calls `body`, within which those that are lent stay where they are.
    ///
    /// - Parameter room: where there is room among the copies.
    private func bind(_ values: [SQLValue], from start: Int, room: Int, _ body: () throws -> Void) throws {
        var room = room
        for position in start..<values.count {
            let index = Int32(truncatingIfNeeded: position + 1)
            var isDone = false
            switch values[position] {
            case .null: try check(unsafe sqlite3_bind_null(handle, index))
            case .int(let value): try check(unsafe sqlite3_bind_int64(handle, index, sqlite3_int64(value)))
            case .double(let value): try check(unsafe sqlite3_bind_double(handle, index, value))
            case .text(var text):
                isDone = try text.withUTF8 { bytes in
                    try unsafe bind(text: UnsafeRawBufferPointer(bytes), at: index, &room) { room in
                        try bind(values, from: position + 1, room: room, body)
                    }
                }
            case .utf8(let bytes):
                isDone = try unsafe bytes.withUnsafeBytes { bytes in
                    try unsafe bind(text: bytes, at: index, &room) { room in
                        try bind(values, from: position + 1, room: room, body)
                    }
                }
            case .blob(let bytes):
                isDone = try unsafe bytes.withUnsafeBytes { bytes in
                    try unsafe bind(blob: bytes, at: index, &room) { room in
                        try bind(values, from: position + 1, room: room, body)
                    }
                }
            }
            if isDone { return }
        }
        try body()
    }

    /// Binds a text; when it is lent, `rest` is called with the room as long as it is, and the result is true.
    private func bind(
        text: UnsafeRawBufferPointer, at index: Int32, _ room: inout Int, _ rest: (Int) throws -> Void
    ) throws -> Bool {
        let isLent = text.count >= Self.lendingSize
        let place = unsafe isLent ? text.baseAddress : copy(text, &room)
        // An empty text may have no address, and SQLite would bind NULL.
        let start = unsafe place ?? UnsafeRawPointer(Self.empty.utf8Start)
        try check(
            unsafe deepmock_bind_text(
                handle, index, start.assumingMemoryBound(to: CChar.self), sqlite3_uint64(text.count)))
        if isLent {
            isLending = true
            try rest(room)
        }
        return isLent
    }

    /// The same for bytes.
    private func bind(
        blob: UnsafeRawBufferPointer, at index: Int32, _ room: inout Int, _ rest: (Int) throws -> Void
    ) throws -> Bool {
        let isLent = blob.count >= Self.lendingSize
        let start = unsafe isLent ? blob.baseAddress : copy(blob, &room)
        guard let start = unsafe start, blob.count > 0 else {
            try check(unsafe sqlite3_bind_zeroblob(handle, index, 0))
            return false
        }
        try check(unsafe deepmock_bind_blob(handle, index, start, sqlite3_uint64(blob.count)))
        if isLent {
            isLending = true
            try rest(room)
        }
        return isLent
    }

    /// Literals end in a zero byte and stay where they are.
    private static let empty: StaticString = ""

    /// Copies the bytes of a value to where there is room; nil for none.
    private func copy(_ bytes: UnsafeRawBufferPointer, _ room: inout Int) -> UnsafeRawPointer? {
        guard let source = bytes.baseAddress, bytes.count > 0, let start = unsafe copies.baseAddress else { return nil }
        let place = unsafe start + room
        unsafe place.copyMemory(from: source, byteCount: bytes.count)
        room += bytes.count
        return UnsafeRawPointer(place)
    }

    private func check(_ code: Int32) throws(StoreError) {
        guard code == SQLITE_OK else { throw unsafe StoreError.last(of: connection, code: code, sql: text) }
    }

    private func wrongCount(_ given: Int) -> StoreError {
        .misuse("The statement has \(parameterCount) parameters, but \(given) values were given.", sql: text)
    }
}
