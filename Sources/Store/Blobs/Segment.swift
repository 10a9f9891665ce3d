// A file that the contents of memory mode share, so that a thousand contents do not take a thousand descriptors.

import Synchronization
import System

/// A temporary file without a name. Contents get one place after the other in it, from any thread; the room of those
/// that go is given back to the file system. The file ends with its last content, once the store uses another one.
final class Segment: Sendable {
    /// From which size on a store uses another one, in bytes.
    private static let fullBytes = 256 << 20
    /// File systems give back whole pages.
    private static let alignment = 4096
    private static let pieceSize = 1 << 20

    private let file: File
    private let end = Atomic(0)

    /// An empty segment.
    init(in directory: String) throws(SystemError) {
        file = try File.temporary(in: directory)
    }

    /// Whether another one should be used from now on.
    var isFull: Bool { end.load(ordering: .relaxed) >= Self.fullBytes }

    /// Copies a content to a place of its own.
    func add(_ payload: Payload) throws(SystemError) -> Payload {
        let room = (payload.count + Self.alignment - 1) / Self.alignment * Self.alignment
        let offset = end.wrappingAdd(room, ordering: .relaxed).oldValue
        // From here on the room is given back even when writing fails.
        let part = FilePart(of: file, offset: offset, count: payload.count, room: room)
        var position = 0
        while position < payload.count {
            let piece = try payload.read(at: position, count: Self.pieceSize)
            guard !piece.isEmpty else { throw SystemError(code: 5, operation: "read a content that ends early") }
            try file.write(piece, at: offset + position)
            position += piece.count
        }
        return .part(part)
    }
}
