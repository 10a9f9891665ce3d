// Contents that come piece by piece: one file that grows, whose row says how much of it counts.

import System

/// A content after bytes were appended to its file; its row does not know of them yet.
public struct GrownBlob: Sendable {
    /// What it is called.
    public let id: String
    /// Its bytes up to the end of what was appended.
    public let payload: Payload

    /// Bytes in it.
    public var count: Int { payload.count }
}

/// Appends to one content. A value, so that the copying can be done on the thread pool.
public struct BlobAppender: Sendable {
    private static let pieceSize = 1 << 20

    let id: String
    let writer: BlobWriter
    /// The content's file in memory mode; nil before its first piece, and in a directory.
    let held: File?

    /// Writes a piece to its place in the content's file; if the store is durable, it is on the device when this
    /// returns. The first piece, when it is a file without a name of its own, becomes the content's file.
    ///
    /// - Parameters:
    ///   - payload: where the piece is found.
    ///   - start: its first byte within `payload`.
    ///   - count: how many bytes it has.
    ///   - position: its place in the content, which must be the number of bytes that count so far.
    /// - Throws: ``SystemError``, for example when the disk is full; `EINVAL` for an id that is none.
    public func append(
        _ payload: Payload, from start: Int, count: Int, at position: Int
    ) throws(SystemError) -> GrownBlob {
        guard BlobWriter.isID(id) else { throw SystemError(code: 22, operation: "keep a content", path: id) }
        if position == 0, let directory = writer.directory {
            // What a turn that never came to its end has left behind.
            try Files.remove("\(directory)/\(id)")
        }
        if position == 0, start == 0, held == nil, let file = try takenOver(payload, count: count) {
            return GrownBlob(id: id, payload: .file(file, count: count))
        }
        let file = try target(isFirst: position == 0)
        var done = 0
        while done < count {
            let piece = try payload.read(at: start + done, count: min(Self.pieceSize, count - done))
            guard !piece.isEmpty else { throw SystemError(code: 5, operation: "read a content that ends early") }
            try file.write(piece, at: position + done)
            done += piece.count
        }
        if let directory = writer.directory {
            try file.sync()
            if position == 0 { try Files.syncDirectory(directory) }
        }
        return GrownBlob(id: id, payload: .file(file, count: position + count))
    }

    private func target(isFirst: Bool) throws(SystemError) -> File {
        if let held { return held }
        guard let directory = writer.directory else { return try File.temporary(in: writer.temporaryDirectory) }
        return try File(opening: "\(directory)/\(id)", mode: isFirst ? .createNew : .readWrite)
    }

    /// The payload's own file, cut to `count` bytes, when it can be had.
    private func takenOver(_ payload: Payload, count: Int) throws(SystemError) -> File? {
        guard let (file, offset) = payload.fileRange, offset == 0, !payload.isInSharedFile else { return nil }
        try file.truncate(to: count)
        guard let directory = writer.directory else { return file }
        do {
            try file.publish(as: "\(directory)/\(id)", durably: true)
            return file
        } catch {
            // Another file system, or a file that had a name once: both can only be copied. A full disk cannot.
            guard !error.isOutOfSpace else { throw error }
            return nil
        }
    }
}
