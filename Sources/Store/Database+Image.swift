// Databases as bytes: starting from an image, going back to it, and making one.

import CSQLite

extension Database {
    /// A database in memory.
    ///
    /// - Parameter image: a serialized database to start from, as ``serialize()`` gives it; nil for an empty one.
    public static func inMemory(image: [UInt8]? = nil) throws(StoreError) -> Database {
        let database = try Database(path: ":memory:", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        if let image {
            try database.copy(image: image)
        } else {
            try database.directly("PRAGMA page_size = \(DatabaseHeader.pageSize)")
        }
        return database
    }

    /// Makes the content that of a serialized database, at once and, for a file, durably. It is no part of a turn.
    ///
    /// - Throws: ``StoreError`` when something is uncommitted or being read, or the image is no database with the same
    ///   page size; then the content stays as it was.
    public func restore(image: [UInt8]) throws(StoreError) {
        guard !isDirty else { throw .misuse("A turn must be committed before its database is replaced.") }
        try copy(image: image)
        transaction.undoings += 1
    }

    /// The whole database as bytes.
    public func serialize() throws(StoreError) -> [UInt8] {
        guard let connection = unsafe connection else { throw Self.closed }
        guard !isDirty else { throw .misuse("A turn must be committed before its database is serialized.") }
        var size: sqlite3_int64 = 0
        guard let bytes = unsafe sqlite3_serialize(connection, "main", &size, 0) else {
            throw StoreError(code: SQLITE_NOMEM, message: "There is no memory for a copy of the database.")
        }
        defer { unsafe sqlite3_free(bytes) }
        var image = unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
        // An image has no write-ahead log beside it (SQLite file format, section 1.3.3).
        if image.count > 19 {
            image[18] = 1
            image[19] = 1
        }
        return image
    }

    /// The schema's version (`PRAGMA user_version`) of a serialized database; nil when the bytes are none.
    public static func version(ofImage image: [UInt8]) -> Int? { DatabaseHeader(image)?.version }

    /// One whole number from a statement of the store itself.
    func count(_ sql: String) throws(StoreError) -> Int {
        var result = 0
        let statement = try control(sql)
        do {
            try statement.run([]) { row in
                result = row.int(0)
                return true
            }
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("Reading one number cannot fail with \(error).")
        }
        return result
    }

    private func copy(image: [UInt8]) throws(StoreError) {
        guard DatabaseHeader(image) != nil else {
            throw StoreError(code: SQLITE_NOTADB, message: "The image is not a whole SQLite database.")
        }
        let source = try Database(path: ":memory:", flags: SQLITE_OPEN_READWRITE)
        defer { source.close() }
        try unsafe image.withUnsafeBufferPointer { bytes throws(StoreError) in
            let size = sqlite3_int64(bytes.count)
            // Read only: SQLite takes a mutable pointer, but does not write to it.
            let code = unsafe sqlite3_deserialize(
                source.connection, "main", UnsafeMutablePointer(mutating: bytes.baseAddress), size, size,
                UInt32(SQLITE_DESERIALIZE_READONLY))
            guard code == SQLITE_OK else { throw unsafe StoreError.last(of: source.connection, code: code) }
            defer { source.close() }
            try copy(from: source)
        }
    }

    private func copy(from source: Database) throws(StoreError) {
        guard let target = unsafe connection else { throw Self.closed }
        guard let backup = unsafe sqlite3_backup_init(target, "main", source.connection, "main") else {
            throw unsafe StoreError.last(of: target, code: sqlite3_errcode(target))
        }
        let stepped = unsafe sqlite3_backup_step(backup, -1)
        let finished = unsafe sqlite3_backup_finish(backup)
        guard stepped == SQLITE_DONE, finished == SQLITE_OK else {
            throw unsafe StoreError.last(of: target, code: finished == SQLITE_OK ? stepped : finished)
        }
    }
}
