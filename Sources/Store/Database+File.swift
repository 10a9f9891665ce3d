// Databases in files: durable, with a write-ahead log.

import CSQLite

extension Database {
    /// Opens a durable database: with a write-ahead log, every commit on the device before it returns, and for this
    /// process alone.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - mayCreate: whether it is made when it is not there.
    /// - Throws: ``StoreError`` when it cannot be opened, is no database, is damaged, or is used by another process.
    public static func open(path: String, mayCreate: Bool = true) throws(StoreError) -> Database {
        let database = try opened(path: path, mayCreate: mayCreate)
        try database.makeDurable()
        return database
    }

    /// Opens a file without changing anything about it.
    static func opened(path: String, mayCreate: Bool) throws(StoreError) -> Database {
        let flags = SQLITE_OPEN_READWRITE | (mayCreate ? SQLITE_OPEN_CREATE : 0)
        let database = try Database(path: path, flags: flags)
        if let connection = unsafe database.connection {
            unsafe sqlite3_busy_timeout(connection, 1000)
            unsafe deepmock_checkpoint_on_close(connection, 0)
        }
        // One process owns the file, so that reads need neither locks nor shared memory.
        try database.directly("PRAGMA locking_mode = EXCLUSIVE")
        return database
    }

    /// Gives a file that is what it should be its settings.
    func makeDurable() throws(StoreError) {
        guard let connection = unsafe connection else { throw Self.closed }
        try directly("PRAGMA page_size = \(DatabaseHeader.pageSize)")
        var mode = ""
        let statement = try unsafe Statement.prepareOnly("PRAGMA journal_mode = WAL", connection: connection)
        do {
            try statement.run([]) { row in
                mode = row.text(0)
                return true
            }
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("Reading one text cannot fail with \(error).")
        }
        guard mode == "wal" else {
            throw .unusable("The file system does not allow a write-ahead log: SQLite chose the mode \(mode).")
        }
        try directly("PRAGMA synchronous = FULL")
        try directly("PRAGMA journal_size_limit = 16777216")
        unsafe deepmock_checkpoint_on_close(connection, 1)
        unsafe writeAheadLog.watch(connection)
    }

    /// Moves the write-ahead log into the database file if it has grown enough to be worth it. For moments in which
    /// nobody waits for an answer: it takes milliseconds, and on a slow device more.
    ///
    /// - Returns: whether it did anything.
    @discardableResult
    public func checkpointIfIdle() -> Bool {
        guard !isDirty, writeAheadLog.isWorthwhile else { return false }
        return checkpoint()
    }

    /// Moves the write-ahead log into the database file, as far as no reader is in the way.
    ///
    /// - Returns: whether all of it is there.
    @discardableResult
    public func checkpoint() -> Bool {
        guard let connection = unsafe connection, !isDirty else { return false }
        var pages: Int32 = 0
        var moved: Int32 = 0
        let code = unsafe sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved)
        // After a failure the next commit counts again; until then there is no use in trying.
        writeAheadLog.pages = 0
        return code == SQLITE_OK && pages == moved
    }
}
