// A database: one connection, statements by their text, and the turn that groups writes into one commit.
//
// The first write after a commit opens a transaction; every handler runs in a savepoint, which is opened only when the
// handler writes; `commit()` ends the turn. So reads cost nothing extra, and a thousand small writes cost one fsync.

import CSQLite
import System

/// A connection to one SQLite database. Confined to one thread.
@safe public final class Database {
    /// The most statements that stay compiled.
    private static let statementCapacity = 96

    private let connection: OpaquePointer
    private var isClosed = false
    private var cache = StatementCache(capacity: statementCapacity)
    /// Whether each open scope has its savepoint, outermost first.
    private var scopes: [Bool] = []
    /// What SQLite did to the turn by itself, if it rolled it back: nothing of the turn can be committed any more.
    private var turnFailure: StoreError?
    /// Whether something was written since the last commit.
    public private(set) var isDirty = false
    /// How many BEGIN and SAVEPOINT were issued, for tests.
    private(set) var transactionStatements = 0

    private init(path: String, flags: Int32) throws(StoreError) {
        var connection: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &connection, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let connection = unsafe connection else {
            let error = unsafe Statement.error(connection, code, nil)
            unsafe sqlite3_close_v2(connection)
            throw StoreError(code: error.code, message: "\(path): \(error.message)")
        }
        unsafe self.connection = connection
        unsafe sqlite3_extended_result_codes(connection, 1)
        unsafe deepmock_harden(connection)
    }

    deinit {
        close()
    }

    /// A database in memory.
    ///
    /// - Parameter image: a serialized database to start from, as ``serialize()`` gives it; nil for an empty one.
    public static func inMemory(image: [UInt8]? = nil) throws -> Database {
        let database = try Database(path: ":memory:", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        if let image { try database.copy(image: image) }
        try database.run("PRAGMA foreign_keys = ON")
        try database.run("PRAGMA temp_store = MEMORY")
        return database
    }

    /// A durable database in a file: write-ahead log, every commit on the device before it returns.
    ///
    /// - Parameters:
    ///   - path: the file; made from `image` when it is not there.
    ///   - image: a serialized database to start from.
    public static func open(path: String, image: [UInt8]? = nil) throws -> Database {
        let isNew = !Files.exists(path)
        let database = try Database(path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        unsafe sqlite3_busy_timeout(database.connection, 2000)
        if isNew, let image { try database.copy(image: image) }
        try database.run("PRAGMA journal_mode = WAL")
        try database.run("PRAGMA synchronous = FULL")
        try database.run("PRAGMA wal_autocheckpoint = 4000")
        try database.run("PRAGMA journal_size_limit = 16777216")
        try database.run("PRAGMA foreign_keys = ON")
        try database.run("PRAGMA temp_store = MEMORY")
        return database
    }

    /// Closes the connection. Nothing may be asked of it afterwards.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        cache.removeAll()
        unsafe sqlite3_close_v2(connection)
    }

    // MARK: - Statements

    /// Runs a statement that answers nothing.
    public func execute(_ sql: String, _ values: SQLValue...) throws {
        try step(through: sql, values) { _ in true }
    }

    /// Runs a statement that answers nothing, with values that were put together at run time.
    public func execute(_ sql: String, _ values: [SQLValue]) throws {
        try step(through: sql, values) { _ in true }
    }

    /// Every row of a result, with values that were put together at run time.
    public func all<T>(_ sql: String, _ values: [SQLValue], read: (borrowing Row) throws -> T) throws -> [T] {
        var result: [T] = []
        try step(through: sql, values) { row in
            result.append(try read(row))
            return true
        }
        return result
    }

    /// The first row of a result, as `read` makes it; nil when there is none.
    public func first<T>(_ sql: String, _ values: SQLValue..., read: (borrowing Row) throws -> T) throws -> T? {
        var result: T?
        try step(through: sql, values) { row in
            result = try read(row)
            return false
        }
        return result
    }

    /// Every row of a result, as `read` makes it.
    public func all<T>(_ sql: String, _ values: SQLValue..., read: (borrowing Row) throws -> T) throws -> [T] {
        var result: [T] = []
        try step(through: sql, values) { row in
            result.append(try read(row))
            return true
        }
        return result
    }

    /// Calls `read` with every row of a result.
    public func each(_ sql: String, _ values: SQLValue..., read: (borrowing Row) throws -> Void) throws {
        try step(through: sql, values) { row in
            try read(row)
            return true
        }
    }

    /// Calls `read` with every row of a result, with values that were put together at run time.
    public func each(_ sql: String, _ values: [SQLValue], read: (borrowing Row) throws -> Void) throws {
        try step(through: sql, values) { row in
            try read(row)
            return true
        }
    }

    /// The whole number in the first column of the first row; nil when there is no row or it is NULL.
    public func scalarInt(_ sql: String, _ values: SQLValue...) throws -> Int? {
        var result: Int?
        try step(through: sql, values) { row in
            result = row.optionalInt(0)
            return false
        }
        return result
    }

    /// Whether a result has a row.
    public func exists(_ sql: String, _ values: SQLValue...) throws -> Bool {
        var found = false
        try step(through: sql, values) { _ in
            found = true
            return false
        }
        return found
    }

    /// The row number of the last insertion.
    public var lastInsertedRow: Int { Int(unsafe sqlite3_last_insert_rowid(connection)) }

    /// How many rows the last statement changed.
    public var changes: Int { Int(unsafe sqlite3_changes64(connection)) }

    /// How SQLite means to run a statement: the lines of EXPLAIN QUERY PLAN.
    public func explain(_ sql: String) throws -> [String] {
        try all("EXPLAIN QUERY PLAN " + sql) { $0.text(3) }
    }

    private func step(through sql: String, _ values: [SQLValue], _ body: (borrowing Row) throws -> Bool) throws {
        let statement = try cache.take(sql) { () throws(StoreError) in unsafe try Statement(connection, sql: sql) }
        if !statement.isReadOnly { try beginWriting() }
        do {
            try statement.run(values, body)
        } catch let error as StoreError {
            noticeRollback(error)
            throw error
        }
    }

    /// Runs a script of statements outside any turn, for schemas.
    public func execute(script: String) throws(StoreError) {
        try run(script)
    }

    private func run(_ sql: String) throws(StoreError) {
        let code = unsafe sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe Statement.error(connection, code, sql) }
    }

    // MARK: - Turns

    /// Runs `body`; when it throws, everything that it wrote is taken back.
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        scopes.append(false)
        let depth = scopes.count
        do {
            let value = try body()
            if scopes[depth - 1], turnFailure == nil { try run("RELEASE s\(depth)") }
            scopes.removeLast()
            if let turnFailure { throw turnFailure }
            return value
        } catch {
            scopes.removeLast(scopes.count - depth)
            if scopes.removeLast(), turnFailure == nil {
                try run("ROLLBACK TO s\(depth); RELEASE s\(depth)")
            }
            throw error
        }
    }

    /// Makes everything since the last commit permanent.
    ///
    /// - Throws: ``StoreError`` when that failed; then everything since the last commit is gone.
    public func commit() throws {
        precondition(!scopes.contains(true), "A turn cannot be committed within a savepoint that has written.")
        guard isDirty else { return }
        isDirty = false
        if let failure = turnFailure {
            turnFailure = nil
            throw failure
        }
        do {
            try run("COMMIT")
        } catch {
            rollback()
            throw error
        }
    }

    /// Takes everything since the last commit back.
    public func rollback() {
        isDirty = false
        turnFailure = nil
        if unsafe sqlite3_get_autocommit(connection) == 0 {
            unsafe sqlite3_exec(connection, "ROLLBACK", nil, nil, nil)
        }
    }

    /// Opens the turn and the savepoints of the open scopes, before the first write of each.
    private func beginWriting() throws(StoreError) {
        if let turnFailure { throw turnFailure }
        if !isDirty {
            try run("BEGIN IMMEDIATE")
            transactionStatements += 1
            isDirty = true
        }
        for depth in scopes.indices where !scopes[depth] {
            try run("SAVEPOINT s\(depth + 1)")
            transactionStatements += 1
            scopes[depth] = true
        }
    }

    /// Some errors make SQLite roll the whole transaction back by itself.
    private func noticeRollback(_ error: StoreError) {
        if isDirty, unsafe sqlite3_get_autocommit(connection) != 0 { turnFailure = error }
    }

    // MARK: - Images

    /// Makes the content that of a serialized database, in one step. Nothing may be uncommitted.
    public func restore(image: [UInt8]) throws {
        precondition(!isDirty, "A turn must be committed before its database is replaced.")
        cache.removeAll()
        try copy(image: image)
    }

    /// The whole database as bytes.
    public func serialize() -> [UInt8] {
        var size: sqlite3_int64 = 0
        guard let bytes = unsafe sqlite3_serialize(connection, "main", &size, 0) else { return [] }
        defer { unsafe sqlite3_free(bytes) }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
    }

    /// Moves what is in the write-ahead log into the database file, as far as nobody is in the way.
    public func checkpoint() {
        guard !isDirty else { return }
        unsafe sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }

    /// The number that the schema carries in `PRAGMA user_version`.
    public func userVersion() throws -> Int { try scalarInt("PRAGMA user_version") ?? 0 }

    private func copy(image: [UInt8]) throws(StoreError) {
        let source = try Database(path: ":memory:", flags: SQLITE_OPEN_READWRITE)
        defer { source.close() }
        var bytes = image
        let code = unsafe bytes.withUnsafeMutableBufferPointer { buffer -> Int32 in
            let loaded = unsafe sqlite3_deserialize(
                source.connection, "main", buffer.baseAddress, sqlite3_int64(buffer.count),
                sqlite3_int64(buffer.count), UInt32(SQLITE_DESERIALIZE_READONLY))
            guard loaded == SQLITE_OK else { return loaded }
            let pages = unsafe sqlite3_exec(
                connection, "PRAGMA page_size = \(Self.pageSize(of: image))", nil, nil, nil)
            guard pages == SQLITE_OK else { return pages }
            guard let backup = unsafe sqlite3_backup_init(connection, "main", source.connection, "main") else {
                return unsafe sqlite3_errcode(connection)
            }
            unsafe sqlite3_backup_step(backup, -1)
            let finished = unsafe sqlite3_backup_finish(backup)
            source.close()
            return finished
        }
        guard code == SQLITE_OK else { throw unsafe Statement.error(connection, code, nil) }
    }

    /// The page size in the header of a database (SQLite file format, section 1.3.2).
    private static func pageSize(of image: [UInt8]) -> Int {
        guard image.count > 17 else { return 4096 }
        let size = Int(image[16]) << 8 | Int(image[17])
        return size == 1 ? 65_536 : size
    }
}
