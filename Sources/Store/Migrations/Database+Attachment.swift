// A second database on a connection, for copying from one into the other.

import CSQLite

extension Database {
    /// Attaches a database file. Nothing may be uncommitted.
    func attach(path: String, as name: String) throws {
        try control("ATTACH ? AS \(name)").run([.text(path)]) { _ in true }
    }

    /// Attaches a copy of a serialized database.
    func attach(image: [UInt8], as name: String) throws {
        guard let connection = unsafe connection else { throw Self.closed }
        guard DatabaseHeader(image) != nil, let copy = unsafe sqlite3_malloc64(sqlite3_uint64(image.count)) else {
            throw StoreError(code: SQLITE_NOTADB, message: "The image is not a whole SQLite database.")
        }
        try attach(path: ":memory:", as: name)
        unsafe image.withUnsafeBytes { bytes in
            if let source = bytes.baseAddress { unsafe copy.copyMemory(from: source, byteCount: bytes.count) }
        }
        let size = sqlite3_int64(image.count)
        // SQLite frees the copy, also after a failure.
        let code = unsafe sqlite3_deserialize(
            connection, name, copy.assumingMemoryBound(to: UInt8.self), size, size,
            UInt32(SQLITE_DESERIALIZE_FREEONCLOSE))
        guard code == SQLITE_OK else { throw unsafe StoreError.last(of: connection, code: code) }
    }

    /// Detaches a database file whose write-ahead log is moved into it first, to its end.
    func detach(_ name: String) throws(StoreError) {
        guard try count("PRAGMA \(name).wal_checkpoint(TRUNCATE)") == 0 else {
            throw StoreError.unusable("The write-ahead log cannot be moved into its database.")
        }
        try directly("DETACH \(name)")
    }

    /// Whether triggers run and foreign keys are kept. Nothing may be uncommitted.
    func enforceSchema(_ isEnforced: Bool) throws(StoreError) {
        guard let connection = unsafe connection else { throw Self.closed }
        unsafe deepmock_enforce_schema(connection, isEnforced ? 1 : 0)
    }
}
