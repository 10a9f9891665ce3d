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
        let database = try Database(path: path, flags: flags, vfs: GatheringVFS.name)
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
        // SQLite opens for reading alone what it could not open for writing, if only for want of a descriptor, and would
        // refuse every write from then on.
        try directly("BEGIN IMMEDIATE; ROLLBACK")
        try directly("PRAGMA synchronous = FULL")
        try directly("PRAGMA journal_size_limit = 16777216")
        unsafe deepmock_checkpoint_on_close(connection, 1)
        unsafe writeAheadLog.watch(connection)
    }

    /// Whether the write-ahead log has grown enough to be moved into the database file when there is time for it.
    public var wantsCheckpoint: Bool { writeAheadLog.isWorthwhile }

    /// Moves the write-ahead log into the database file, which no commit does by itself: it takes milliseconds, and on a
    /// slow device more. Does nothing when it is not worth it, or when something is uncommitted.
    ///
    /// - Parameter isIdle: whether nobody waits for an answer. Else only a log that is far too long is moved.
    /// - Returns: whether it did anything.
    @discardableResult
    public func checkpoint(isIdle: Bool) -> Bool {
        guard let connection = unsafe connection, !isDirty else { return false }
        guard isIdle ? writeAheadLog.isWorthwhile : writeAheadLog.isOverdue else { return false }
        var pages: Int32 = 0
        var moved: Int32 = 0
        let code = unsafe sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved)
        // After a failure the next commit counts again; until then there is no use in trying.
        writeAheadLog.pages = 0
        return code == SQLITE_OK && pages == moved
    }
}
