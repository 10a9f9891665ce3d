// A file that the contents of memory mode share, so that a thousand contents do not take a thousand descriptors.

import Synchronization
import System

/// A temporary file without a name. Contents get one place after the other in it, from any thread; the room of those
/// that go is given back to the file system. The file ends with its last content, once the store uses another one.
final class Segment: Sendable {
    /// From which size on a store uses another one, in bytes.
    private static let fullBytes = 256 << 20
    /// The same of one for contents that grow, whose rooms are empty at first and cost nothing.
    private static let fullRoom = 1 << 40
    /// File systems give back whole pages.
    private static let alignment = 4096
    private static let pieceSize = 1 << 20

    private let file: File
    private let end = Atomic(0)
    private let mostBytes: Int

    /// An empty segment.
    ///
    /// - Parameter grows: whether it is for contents that come piece by piece.
    init(in directory: String, grows: Bool = false) throws(SystemError) {
        file = try File.temporary(in: directory)
        mostBytes = grows ? Self.fullRoom : Self.fullBytes
    }

    /// Whether another one should be used from now on.
    var isFull: Bool { end.load(ordering: .relaxed) >= mostBytes }

    /// A place for a content of up to `count` bytes, with nothing in it. The room is given back with its last reference.
    func place(for count: Int) -> FilePart {
        let room = (count + Self.alignment - 1) / Self.alignment * Self.alignment
        let offset = end.wrappingAdd(room, ordering: .relaxed).oldValue
        return FilePart(of: file, offset: offset, count: count, room: room)
    }

    /// Copies a content to a place of its own.
    func add(_ payload: Payload) throws(SystemError) -> Payload {
        // From here on the room is given back even when writing fails.
        let part = place(for: payload.count)
        var position = 0
        while position < payload.count {
            let piece = try payload.read(at: position, count: Self.pieceSize)
            guard !piece.isEmpty else { throw SystemError(code: 5, operation: "read a content that ends early") }
            try file.write(piece, at: part.offset + position)
            position += piece.count
        }
        return .part(part)
    }
}
