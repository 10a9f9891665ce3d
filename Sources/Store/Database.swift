// A database: one connection, statements by their text, and the turn that groups writes into one commit.
//
// The first write after a commit opens a transaction; every handler runs in a savepoint, which is opened only when the
// handler writes; `commit()` ends the turn. So reads cost nothing extra, and a thousand small writes cost one fsync.

import CPageCache
import CSQLite

/// A connection to one SQLite database. Confined to one thread, together with everything that uses it.
@safe public final class Database {
    /// The most statements that stay compiled; each takes some 7 KB.
    static let statementCapacity = 64

    /// Nil once closed.
    private(set) var connection: OpaquePointer?
    private var cache = StatementCache(capacity: statementCapacity)
    var transaction = WriteTransaction()
    let writeAheadLog: WriteAheadLog
    private var tracer: Tracer?
    /// The number that the next row of a table gets.
    var offeredRow: OfferedRow?

    /// Settings of the whole library, made before its first use; later they would have no effect. Without them it works as
    /// well, and slower.
    static let isConfigured: Bool = {
        let sparesStatistics = deepmock_spare_statistics() == SQLITE_OK
        let hasSmallPieces = deepmock_small_pieces_install() == SQLITE_OK
        return deepmock_page_cache_install() == SQLITE_OK && sparesStatistics && hasSmallPieces
    }()

    /// Opens `path`; `flags` and `vfs` are those of `sqlite3_open_v2`.
    init(path: String, flags: Int32, vfs: String? = nil) throws(StoreError) {
        _ = Self.isConfigured
        var connection: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &connection, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs)
        guard code == SQLITE_OK, let connection = unsafe connection else {
            let error = unsafe StoreError.last(of: connection, code: code)
            unsafe sqlite3_close_v2(connection)
            throw StoreError(code: error.code, message: "\(path): \(error.message)")
        }
        unsafe deepmock_harden(connection)
        unsafe self.connection = connection
        writeAheadLog = WriteAheadLog()
        var registered = unsafe TextSearch.register(on: connection)
        if registered == SQLITE_OK { registered = unsafe UUIDOrder.register(on: connection) }
        guard registered == SQLITE_OK else { throw unsafe StoreError.last(of: connection, code: registered) }
        try directly("PRAGMA temp_store = MEMORY")
    }

    deinit {
        close()
    }

    /// Closes the connection; what is not committed is lost. Later calls fail with an error, or answer nothing.
    public func close() {
        guard let open = unsafe connection else { return }
        unsafe connection = nil
        cache.removeAll()
        let depth = transaction.depth
        transaction = WriteTransaction()
        transaction.depth = depth
        unsafe sqlite3_close_v2(open)
    }

    // MARK: - Statements

    /// Runs a statement to its end, and drops rows that it may answer.
    ///
    /// - Throws: ``StoreError``, for example one that ``StoreError/isConstraint``.
    public func execute(_ sql: SQL, _ values: SQLValue...) throws(StoreError) {
        try execute(sql, values)
    }

    /// Runs a statement whose values come as an array.
    public func execute(_ sql: SQL, _ values: [SQLValue]) throws(StoreError) {
        let statement = try prepared(sql)
        do {
            try statement.run(values)
        } catch {
            throw noticing(error)
        }
    }

    /// The first row of a result, as `read` makes it; nil when there is none.
    @inlinable
    public func first<T>(_ sql: SQL, _ values: SQLValue..., read: (borrowing Row) throws -> T) throws -> T? {
        try first(sql, values, read: read)
    }

    /// The first row of a result, for values that come as an array.
    @inlinable
    public func first<T>(_ sql: SQL, _ values: [SQLValue], read: (borrowing Row) throws -> T) throws -> T? {
        var result: T?
        try rows(sql, values) { row in
            result = try read(row)
            return false
        }
        return result
    }

    /// Every row of a result, as `read` makes it.
    @inlinable
    public func all<T>(_ sql: SQL, _ values: SQLValue..., read: (borrowing Row) throws -> T) throws -> [T] {
        try all(sql, values, read: read)
    }

    /// Every row of a result, for values that come as an array.
    @inlinable
    public func all<T>(_ sql: SQL, _ values: [SQLValue], read: (borrowing Row) throws -> T) throws -> [T] {
        var result: [T] = []
        try rows(sql, values) { row in
            result.append(try read(row))
            return true
        }
        return result
    }

    /// Calls `read` with every row of a result. It may run other statements, this one included.
    @inlinable
    public func each(_ sql: SQL, _ values: SQLValue..., read: (borrowing Row) throws -> Void) throws {
        try each(sql, values, read: read)
    }

    /// Calls `read` with every row of a result, for values that come as an array.
    @inlinable
    public func each(_ sql: SQL, _ values: [SQLValue], read: (borrowing Row) throws -> Void) throws {
        try rows(sql, values) { row in
            try read(row)
            return true
        }
    }

    /// The whole number in the first column of the first row; nil when there is no row or it is NULL.
    public func scalarInt(_ sql: SQL, _ values: SQLValue...) throws -> Int? {
        var result: Int?
        try rows(sql, values) { row in
            result = row.optionalInt(0)
            return false
        }
        return result
    }

    /// The text in the first column of the first row; nil when there is no row or it is NULL.
    public func scalarText(_ sql: SQL, _ values: SQLValue...) throws -> String? {
        var result: String?
        try rows(sql, values) { row in
            result = row.optionalText(0)
            return false
        }
        return result
    }

    /// Whether a result has a row.
    public func exists(_ sql: SQL, _ values: SQLValue...) throws -> Bool {
        var isFound = false
        try rows(sql, values) { _ in
            isFound = true
            return false
        }
        return isFound
    }

    /// Inserts a row, without a savepoint for it if it is the first thing that the innermost scope writes: should the scope
    /// fail, another statement removes the row again. That is cheaper for an insertion that hardly ever has to be undone.
    ///
    /// - Parameter removal: a statement that removes the row with the number that is its only value, and with it all that
    ///   the insertion has done.
    /// - Throws: ``StoreError``, for example one that ``StoreError/isConstraint``.
    public func insert(_ sql: SQL, _ values: [SQLValue], removal: SQL) throws(StoreError) {
        guard transaction.canUndo, offeredRow == nil else { return try execute(sql, values) }
        transaction.isUndoable = true
        defer { transaction.isUndoable = false }
        try execute(sql, values)
        transaction.undo = (removal, lastInsertedRow)
    }

    /// Runs every statement of a script, in the turn, for schemas and migrations.
    public func execute(script: String) throws(StoreError) {
        var rest = script
        while !rest.isEmpty {
            guard let connection = unsafe connection else { throw Self.closed }
            let (statement, behind) = try unsafe Statement.prepare(rest, connection: connection, isKept: false)
            guard let statement else { return }
            rest = behind
            if !statement.isReadOnly { try beginWriting() }
            do {
                try statement.run()
            } catch {
                throw noticing(error)
            }
        }
    }

    /// The row number of the last insertion.
    public var lastInsertedRow: Int {
        guard let connection = unsafe connection else { return 0 }
        return Int(unsafe sqlite3_last_insert_rowid(connection))
    }

    /// How many rows the last INSERT, UPDATE or DELETE changed itself, without those of triggers.
    public var changes: Int {
        guard let connection = unsafe connection else { return 0 }
        return Int(unsafe sqlite3_changes64(connection))
    }

    /// How SQLite means to run a statement: the lines of EXPLAIN QUERY PLAN, for tests that want no full scan.
    public func explain(_ sql: SQL) throws -> [String] {
        guard let connection = unsafe connection else { throw Self.closed }
        let statement = try unsafe Statement.prepareOnly("EXPLAIN QUERY PLAN " + sql.text, connection: connection)
        var lines: [String] = []
        try statement.run(Array(repeating: .null, count: statement.parameterCount)) { row in
            lines.append(row.text(3))
            return true
        }
        return lines
    }

    /// Calls `sink` with the text of every statement that starts to run, BEGIN and SAVEPOINT included; nil ends that.
    public func trace(_ sink: ((String) -> Void)?) {
        guard let connection = unsafe connection else { return }
        tracer = sink.map { Tracer(sink: $0) }
        unsafe Tracer.install(tracer, on: connection)
    }

    /// Steps through a result as long as `body` returns true; opens the turn first when the statement writes.
    @usableFromInline func rows(_ sql: SQL, _ values: [SQLValue], _ body: (borrowing Row) throws -> Bool) throws {
        let statement = try prepared(sql)
        do {
            try statement.run(values, body)
        } catch let error as StoreError {
            throw noticing(error)
        }
    }

    private func prepared(_ sql: SQL) throws(StoreError) -> Statement {
        guard let connection = unsafe connection else { throw Self.closed }
        if let insertion = offeredRow?.insertion(sql.text) {
            offeredRow = nil
            let statement = try unsafe Statement.prepareOnly(insertion, connection: connection)
            try beginWriting()
            return statement
        }
        let statement = try cache.statement(for: sql) { text throws(StoreError) in
            try unsafe Statement.prepareOnly(text, connection: connection)
        }
        if !statement.isReadOnly { try beginWriting() }
        return statement
    }

    /// Runs a statement past the turn: transaction control and settings of the connection.
    func directly(_ sql: String) throws(StoreError) {
        guard let connection = unsafe connection else { throw Self.closed }
        let code = unsafe sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe StoreError.last(of: connection, code: code, sql: sql) }
    }

    /// A statement for ``WriteTransaction``, which keeps it.
    func control(_ text: String) throws(StoreError) -> Statement {
        guard let connection = unsafe connection else { throw Self.closed }
        return try unsafe Statement.prepareOnly(text, connection: connection)
    }

    /// Whether SQLite has an open transaction.
    var isInTransaction: Bool { unsafe connection.map { unsafe sqlite3_get_autocommit($0) == 0 } ?? false }

    static let closed = StoreError.misuse("The database is closed.")
}
