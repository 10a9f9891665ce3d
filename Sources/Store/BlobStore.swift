// The contents of a world's files: unnamed temporary files in memory mode, a directory beside the database otherwise.

import System

/// Keeps file contents by id. The rows that refer to them live in the database; contents of dropped rows are removed only
/// after the commit that dropped them.
public final class BlobStore {
    /// How a content gets where it is kept. A value, so that the copying can be done on the thread pool.
    public struct Target: Sendable {
        fileprivate let path: String?
        fileprivate let temporaryDirectory: String
    }

    /// A content that is where it will be kept, but has no row yet.
    public struct Stored: Sendable {
        fileprivate let file: File?
        fileprivate let id: String
        /// Bytes in it.
        public let size: Int
    }

    private let directory: String?
    private let temporaryDirectory: String
    private var files: [String: File] = [:]
    private var dropped: [String] = []

    private init(directory: String?, temporaryDirectory: String) {
        self.directory = directory
        self.temporaryDirectory = temporaryDirectory
    }

    /// A store whose contents end with it.
    public static func inMemory(in temporaryDirectory: String) -> BlobStore {
        BlobStore(directory: nil, temporaryDirectory: temporaryDirectory)
    }

    /// A store in a directory, which is made when it is not there.
    public static func open(directory: String, temporaryDirectory: String) throws -> BlobStore {
        try Files.createDirectory(directory)
        return BlobStore(directory: directory, temporaryDirectory: temporaryDirectory)
    }

    /// Where the content with this id will be kept.
    public func target(id: String) -> Target {
        Target(path: directory.map { "\($0)/\(Self.checked(id))" }, temporaryDirectory: temporaryDirectory)
    }

    /// Brings a content where it will be kept, durably if the store is durable. Takes time: for the thread pool.
    public static func store(_ payload: Payload, id: String, at target: Target) throws(SystemError) -> Stored {
        let file: File
        if let (existing, offset) = payload.fileRange, offset == 0, target.path == nil {
            file = existing
        } else {
            file = try copy(payload, in: target.temporaryDirectory)
        }
        if let path = target.path {
            try Files.remove(path)
            try file.publish(as: path, durably: true)
        }
        return Stored(file: target.path == nil ? file : nil, id: id, size: payload.count)
    }

    /// Takes a stored content over.
    public func adopt(_ stored: Stored) {
        if let file = stored.file { files[stored.id] = file }
    }

    /// The content with this id; nil when there is none.
    public func payload(id: String, size: Int) throws(SystemError) -> Payload? {
        if let file = files[id] { return .file(file, count: size) }
        guard let directory else { return nil }
        let path = "\(directory)/\(Self.checked(id))"
        guard Files.exists(path) else { return nil }
        return .file(try File(opening: path, mode: .read), count: size)
    }

    /// Removes a content once the turn is committed.
    public func remove(id: String) {
        dropped.append(id)
    }

    /// The turn is committed: what was dropped in it goes.
    public func settle() {
        guard !dropped.isEmpty else { return }
        for id in dropped {
            files[id] = nil
            if let directory { try? Files.remove("\(directory)/\(Self.checked(id))") }
        }
        dropped = []
    }

    /// The turn was rolled back: what was dropped in it stays.
    public func keepAll() {
        dropped = []
    }

    /// Removes everything at once.
    public func removeAll() throws(SystemError) {
        files = [:]
        dropped = []
        guard let directory else { return }
        for name in try Files.list(directory) { try Files.remove("\(directory)/\(name)") }
    }

    /// Removes contents that no row names, left behind by a crash between storing and committing.
    public func sweep(keeping ids: Set<String>) throws(SystemError) {
        guard let directory else { return }
        for name in try Files.list(directory) where !ids.contains(name) {
            try Files.remove("\(directory)/\(name)")
        }
    }

    private static func copy(_ payload: Payload, in directory: String) throws(SystemError) -> File {
        let pieceSize = 1 << 20
        let file = try File.temporary(in: directory)
        var position = 0
        while position < payload.count {
            let piece = try payload.read(at: position, count: pieceSize)
            guard !piece.isEmpty else { break }
            try file.write(piece, at: position)
            position += piece.count
        }
        return file
    }

    /// Ids are ours, but they name files: nothing but letters, digits and hyphens.
    private static func checked(_ id: String) -> String {
        precondition(
            !id.isEmpty && id.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "-")
            }, "\(id) is no id of a blob.")
        return id
    }
}
