// The contents of a world's files: small ones in their row, large ones in files of their own.
//
// The table `blobs(id, size, content)` says which contents there are; it obeys turns and savepoints like every table. A
// file is there before its row is committed, and goes after its row's removal is committed, so that no crash leaves a row
// without its content. Files without a row are swept up when the store is opened.

import System

/// Keeps contents by id. In memory mode large ones share unnamed temporary files, which end with the process.
public final class BlobStore {
    /// Ends the names of files that are still being written.
    static let partSuffix = ".part"

    /// Ends the names of contents that take the place of others when their rows do.
    private static let receivedSuffix = "-received"

    let database: Database
    let directory: String?
    private let temporaryDirectory: String
    /// Large contents of memory mode.
    private var held: [String: Payload] = [:]
    /// The file that further ones of them share, and the one for those that come piece by piece; each as long as there
    /// are any.
    private var segment: Segment?
    private var growing: Segment?
    /// Contents with a file that came or went in this turn.
    private var touched: Set<String> = []
    /// Contents of another world that have come, whose names still belong to other contents of this one.
    private var received: Set<String> = []
    /// Contents of another world that have come, in memory mode.
    private var receivedInMemory: [String: Payload] = [:]

    private init(database: Database, directory: String?, temporaryDirectory: String) {
        self.database = database
        self.directory = directory
        self.temporaryDirectory = temporaryDirectory
    }

    /// A store whose contents end with it.
    ///
    /// - Parameters:
    ///   - database: has the table `blobs(id TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB)`.
    ///   - temporaryDirectory: where large contents go.
    public static func inMemory(database: Database, temporaryDirectory: String) -> BlobStore {
        BlobStore(database: database, directory: nil, temporaryDirectory: temporaryDirectory)
    }

    /// A store with its files in `directory`, which is made when it is not there. Files without a row are removed.
    ///
    /// - Throws: ``SystemError``, ``StoreError``.
    public static func open(database: Database, directory: String, temporaryDirectory: String) throws -> BlobStore {
        try Files.createDirectory(directory)
        try Files.syncDirectory(Files.directory(of: directory))
        let store = BlobStore(database: database, directory: directory, temporaryDirectory: temporaryDirectory)
        try store.sweep()
        return store
    }

    /// What brings contents where they will be kept, on any thread.
    public var writer: BlobWriter {
        guard directory == nil else { return BlobWriter(directory: directory, temporaryDirectory: temporaryDirectory) }
        if segment?.isFull ?? true { segment = (try? Segment(in: temporaryDirectory)) ?? segment }
        return BlobWriter(directory: nil, temporaryDirectory: temporaryDirectory, segment: segment)
    }

    /// Gives a written content its row, in the turn and savepoint of the caller.
    ///
    /// - Throws: ``StoreError``; one that ``StoreError/isDuplicate`` when the id is in use.
    public func insert(_ blob: Blob) throws(StoreError) {
        var content = SQLValue.null
        if case .row(let bytes) = blob.place { content = .blob(bytes) }
        try database.execute(
            "INSERT INTO blobs(id, size, content) VALUES (?, ?, ?)", .text(blob.id), .int(blob.count), content)
        switch blob.place {
        case .row: return
        case .held(let payload): held[blob.id] = payload
        case .named: break
        }
        touched.insert(blob.id)
    }

    /// Writes and inserts a content at once: for small ones, seeds and tests.
    public func add(_ payload: Payload, id: String) throws {
        try insert(try writer.write(payload, id: id))
    }

    /// What adds bytes to a content that comes piece by piece, on any thread.
    ///
    /// - Parameters:
    ///   - id: of a content that an appender has made, or one that is not in use; see ``BlobWriter``.
    ///   - room: the most bytes that it will have.
    public func appender(_ id: String, room: Int) -> BlobAppender {
        if directory == nil, growing?.isFull ?? true {
            growing = (try? Segment(in: temporaryDirectory, grows: true)) ?? growing
        }
        return BlobAppender(id: id, writer: writer, room: room, held: held[id], segment: growing)
    }

    /// Gives a content that has grown its row or its new size, in the turn and savepoint of the caller. What lies beyond
    /// that size, from a turn that was taken back, is overwritten by the next piece.
    public func keep(_ grown: GrownBlob) throws(StoreError) {
        try database.execute(
            "INSERT INTO blobs(id, size) VALUES (?, ?) ON CONFLICT DO UPDATE SET size = excluded.size", .text(grown.id),
            .int(grown.count))
        if directory == nil { held[grown.id] = grown.payload }
        touched.insert(grown.id)
    }

    /// Lets go of bytes that were appended and are not to be kept; a content that has a row stays as it is.
    public func discard(_ grown: GrownBlob) {
        touched.insert(grown.id)
    }

    /// The content with this id; nil when there is none.
    ///
    /// - Throws: ``SystemError`` when its file cannot be opened, ``StoreError``.
    public func payload(_ id: String) throws -> Payload? {
        let row = try database.first("SELECT size, content FROM blobs WHERE id = ?", .text(id)) { row in
            (size: row.int(0), content: row.optionalBlob(1))
        }
        guard let row else { return nil }
        if let content = row.content { return .memory(content) }
        if let payload = held[id] { return payload.fileRange == nil ? payload : payload.beginning(count: row.size) }
        guard let directory else {
            throw StoreError.unusable("The content \(id) is no longer held.")
        }
        return .file(try File(opening: "\(directory)/\(id)", mode: .read), count: row.size)
    }

    /// Drops a content: its row now, in the turn and savepoint of the caller, its file after the commit.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func remove(_ id: String) throws(StoreError) -> Bool {
        try database.execute("DELETE FROM blobs WHERE id = ?", .text(id))
        guard database.changes > 0 else { return false }
        touched.insert(id)
        return true
    }

    /// Brings the files in line with the rows, after a turn has been committed or rolled back. A file that cannot be
    /// removed stays until the store is opened again.
    public func settle() {
        guard !touched.isEmpty, !database.isDirty else { return }
        for id in touched where (try? isInFile(id)) == false {
            held[id] = nil
            if let directory, BlobWriter.isID(id) { try? Files.remove("\(directory)/\(id)") }
        }
        touched = []
        if held.isEmpty { (segment, growing) = (nil, nil) }
    }

    /// Removes the files of every content, after the rows are gone, as ``Database/restore(image:)`` leaves it.
    public func removeAll() throws(SystemError) {
        held = [:]
        (segment, growing) = (nil, nil)
        touched = []
        guard let directory else { return }
        for name in try Files.list(directory) { try Files.remove("\(directory)/\(name)") }
    }

    /// The contents that are not in their rows, for a copy of the whole world. What they are read from stays readable when
    /// the contents are removed.
    ///
    /// - Throws: ``SystemError``, ``StoreError``.
    public func files() throws -> [(id: String, payload: Payload)] {
        let ids = try database.all("SELECT id FROM blobs WHERE content IS NULL ORDER BY id") { $0.text(0) }
        return try ids.map { id in
            guard let payload = try payload(id) else { throw StoreError.unusable("The content \(id) is gone.") }
            return (id, payload)
        }
    }

    /// Brings the contents of another world to where they will be kept, before its rows are put in place of this
    /// world's. Until then nothing that is kept changes.
    ///
    /// - Throws: ``SystemError``, for example when the disk is full.
    public func receive(_ files: [(id: String, payload: Payload)]) throws {
        (received, receivedInMemory) = ([], [:])
        for (id, payload) in files {
            guard let directory else {
                receivedInMemory[id] = payload
                continue
            }
            // A world that has begun anew gives its ids out again, to other contents.
            guard try isInFile(id) else {
                _ = try writer.write(payload, id: id)
                continue
            }
            let present = try File(opening: "\(directory)/\(id)", mode: .read)
            if let (file, offset) = payload.fileRange, offset == 0, file.isSame(as: present) { continue }
            _ = try writer.write(payload, id: id + Self.receivedSuffix)
            received.insert(id)
        }
    }

    /// Puts the contents that were received in their places and removes every file that no row knows, after the rows
    /// have been replaced.
    public func sweep() throws {
        touched = []
        held.merge(receivedInMemory) { $1 }
        receivedInMemory = [:]
        if let directory {
            for id in received {
                try Files.rename("\(directory)/\(id)\(Self.receivedSuffix)", to: "\(directory)/\(id)")
            }
            received = []
        }
        held = try held.filter { try isInFile($0.key) }
        guard let directory else { return }
        for name in try Files.list(directory) where try !isInFile(name) { try Files.remove("\(directory)/\(name)") }
    }

    private func isInFile(_ id: String) throws -> Bool {
        try database.exists("SELECT 1 FROM blobs WHERE id = ? AND content IS NULL", .text(id))
    }
}
