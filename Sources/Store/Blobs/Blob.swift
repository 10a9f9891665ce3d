// The content of one file, on its way into a store.

import System

/// A content that is where it will be kept, but has no row yet.
public struct Blob: Sendable {
    enum Place: Sendable {
        /// In the row itself.
        case row([UInt8])
        /// Held open without a name.
        case held(Payload)
        /// In the store's directory, under its id.
        case named
    }

    /// What it is called; also the name of its file.
    public let id: String
    /// Bytes in it.
    public let count: Int
    let place: Place
}

/// Brings contents where they will be kept. A value, so that the copying can be done on the thread pool.
public struct BlobWriter: Sendable {
    /// Contents of up to this many bytes are kept in their row.
    public static let largestInRow = 65_536

    private static let pieceSize = 1 << 20

    /// Contents of memory mode above this size keep the file in which they came, as long as descriptors are plentiful:
    /// copying them would take long.
    private static let largestShared = 16 << 20

    let directory: String?
    let temporaryDirectory: String
    /// Where contents of memory mode are kept together.
    var segment: Segment?

    /// An empty file without a name, for a content that is too large to be made in memory.
    public func temporaryFile() throws(SystemError) -> File {
        try File.temporary(in: temporaryDirectory)
    }

    /// Brings a content where it will be kept; if the store is durable, it is on the device when this returns.
    ///
    /// - Parameters:
    ///   - payload: the content. When it is a file of its own without a name on the store's file system, that file is
    ///     taken over and must not change any more; else it is copied.
    ///   - id: 1 to 100 letters, digits, `-` and `_`, not used before.
    /// - Throws: ``SystemError``, for example when the disk is full; `EINVAL` for an id that is none.
    public func write(_ payload: Payload, id: String) throws(SystemError) -> Blob {
        guard Self.isID(id) else { throw SystemError(code: 22, operation: "keep a content", path: id) }
        if payload.count <= Self.largestInRow {
            return Blob(id: id, count: payload.count, place: .row(try payload.bytes(maximum: Self.largestInRow)))
        }
        guard let directory else {
            return Blob(id: id, count: payload.count, place: .held(try held(payload)))
        }
        try publish(payload, as: "\(directory)/\(id)")
        return Blob(id: id, count: payload.count, place: .named)
    }

    /// Ids become file names.
    static func isID(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_")
            }
    }

    private func held(_ payload: Payload) throws(SystemError) -> Payload {
        if payload.isInSharedFile || keepsFile(of: payload) { return payload }
        // A segment may be full in its own way: a single file may have a limit.
        if let shared = try? segment?.add(payload) { return shared }
        guard payload.fileRange == nil else { return payload }
        let file = try File.temporary(in: temporaryDirectory)
        try copy(payload, to: file)
        return .file(file, count: payload.count)
    }

    /// Whether a content of memory mode keeps the file in which it came.
    func keepsFile(of payload: Payload) -> Bool {
        guard !payload.isInSharedFile, let (file, offset) = payload.fileRange, offset == 0,
            payload.count > Self.largestShared
        else {
            return false
        }
        return Int(file.descriptor) < SystemProcess.openFileLimit / 2
    }

    private func publish(_ payload: Payload, as path: String) throws(SystemError) {
        // What a turn that never came to its end has left behind.
        try Files.remove(path)
        if let (file, offset) = payload.fileRange, offset == 0, try file.size() == payload.count {
            do {
                return try file.publish(as: path, durably: true)
            } catch {
                // Another file system, or a file that had a name once: both can only be copied. A full disk cannot.
                guard !error.isOutOfSpace else { throw error }
            }
        }
        let part = path + BlobStore.partSuffix
        try Files.remove(part)
        let file = try File(opening: part, mode: .createNew)
        do {
            try copy(payload, to: file)
            try file.sync()
            try Files.rename(part, to: path)
            try Files.syncDirectory(Files.directory(of: path))
        } catch {
            try? Files.remove(part)
            throw error
        }
    }

    private func copy(_ payload: Payload, to file: File) throws(SystemError) {
        var position = 0
        while position < payload.count {
            let piece = try payload.read(at: position, count: Self.pieceSize)
            guard !piece.isEmpty else {
                throw SystemError(code: 5, operation: "read a content that ends early")
            }
            try file.write(piece, at: position)
            position += piece.count
        }
    }
}
