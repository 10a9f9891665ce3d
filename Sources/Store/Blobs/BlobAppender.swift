// Contents that come piece by piece: one place that fills, whose row says how much of it counts.

import System

/// A content after bytes were appended to it; its row does not know of them yet.
public struct GrownBlob: Sendable {
    /// What it is called.
    public let id: String
    /// Its bytes up to the end of what was appended.
    public let payload: Payload

    /// Bytes in it.
    public var count: Int { payload.count }
}

/// Appends to one content. A value, so that the copying can be done on the thread pool.
///
/// In memory mode contents get a place in a file that all of them share, unless their first piece comes in a file of its
/// own that is worth keeping.
public struct BlobAppender: Sendable {
    private static let pieceSize = 1 << 20
    /// Contents with more bytes have a file of their own.
    private static let largestRoom = 1 << 40

    let id: String
    let writer: BlobWriter
    /// The most bytes that the content will have.
    let room: Int
    /// What there is of the content in memory mode; nil before its first piece, and in a directory.
    let held: Payload?
    /// The file that contents of memory mode share.
    let segment: Segment?

    /// Where a content is in memory mode.
    private enum Place {
        case part(FilePart)
        case file(File)

        var file: File {
            switch self {
            case .part(let part): part.file
            case .file(let file): file
            }
        }

        var offset: Int {
            switch self {
            case .part(let part): part.offset
            case .file: 0
            }
        }

        func payload(count: Int) -> Payload {
            switch self {
            case .part(let part): Payload.part(part).beginning(count: count)
            case .file(let file): Payload.file(file, count: count)
            }
        }
    }

    /// Writes a piece to its place in the content; if the store is durable, it is on the device when this returns. The
    /// first piece, when it is a file without a name of its own, may become the content's file.
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
        guard let directory = writer.directory else {
            return GrownBlob(id: id, payload: try appendInMemory(payload, from: start, count: count, at: position))
        }
        let path = "\(directory)/\(id)"
        if position == 0 {
            // What a turn that never came to its end has left behind.
            try Files.remove(path)
            if start == 0, let file = try published(payload, count: count, as: path) {
                return GrownBlob(id: id, payload: .file(file, count: count))
            }
        }
        let file = try File(opening: path, mode: position == 0 ? .createNew : .readWrite)
        try copy(payload, from: start, count: count, to: file, at: position)
        try file.sync()
        if position == 0 { try Files.syncDirectory(directory) }
        return GrownBlob(id: id, payload: .file(file, count: position + count))
    }

    private func copy(
        _ payload: Payload, from start: Int, count: Int, to file: File, at position: Int
    ) throws(SystemError) {
        var done = 0
        while done < count {
            let piece = try payload.read(at: start + done, count: min(Self.pieceSize, count - done))
            guard !piece.isEmpty else { throw SystemError(code: 5, operation: "read a content that ends early") }
            try file.write(piece, at: position + done)
            done += piece.count
        }
    }

    /// The payload's own file under the name of the content, cut to `count` bytes; nil when it can only be copied.
    private func published(_ payload: Payload, count: Int, as path: String) throws(SystemError) -> File? {
        guard let (file, offset) = payload.fileRange, offset == 0, !payload.isInSharedFile else { return nil }
        try file.truncate(to: count)
        do {
            try file.publish(as: path, durably: true)
            return file
        } catch {
            // Another file system, or a file that had a name once: both can only be copied. A full disk cannot.
            guard !error.isOutOfSpace else { throw error }
            return nil
        }
    }

    // MARK: - Memory mode

    private func appendInMemory(
        _ payload: Payload, from start: Int, count: Int, at position: Int
    ) throws(SystemError) -> Payload {
        let end = position + count
        if let place = place(upTo: end) {
            try copy(payload, from: start, count: count, to: place.file, at: place.offset + position)
            return place.payload(count: end)
        }
        if position == 0, start == 0, writer.keepsFile(of: payload), let file = payload.fileRange?.file {
            try file.truncate(to: count)
            return .file(file, count: count)
        }
        // A new place for what was there before, too: of another world, for example.
        let place = try newPlace(for: end)
        if position > 0, let held {
            try copy(held, from: 0, count: position, to: place.file, at: place.offset)
        }
        do {
            try copy(payload, from: start, count: count, to: place.file, at: place.offset + position)
        } catch {
            // A shared file may be full in its own way: a single file may have a limit.
            guard case .part = place, position == 0 else { throw error }
            let file = try File.temporary(in: writer.temporaryDirectory)
            try copy(payload, from: start, count: count, to: file, at: 0)
            return .file(file, count: end)
        }
        return place.payload(count: end)
    }

    /// The place of what is there, if more can be added to it.
    private func place(upTo end: Int) -> Place? {
        guard let held else { return nil }
        if let part = held.part { return end <= part.count ? .part(part) : nil }
        guard let (file, offset) = held.fileRange, offset == 0 else { return nil }
        return .file(file)
    }

    private func newPlace(for end: Int) throws(SystemError) -> Place {
        if let segment, end <= room, room <= Self.largestRoom { return .part(segment.place(for: room)) }
        return .file(try File.temporary(in: writer.temporaryDirectory))
    }
}
