// Bytes in memory or in a file: how bodies, uploads and stored files are passed around.

#if canImport(Glibc)
import Glibc
#endif

/// Bytes in memory or in a file.
public struct Payload: Sendable {
    private enum Place {
        case memory([UInt8])
        case file(File, offset: Int)
        case part(FilePart, offset: Int)
    }

    private let place: Place
    /// The number of bytes.
    public let count: Int

    private init(place: Place, count: Int) {
        self.place = place
        self.count = count
    }

    /// Bytes in memory.
    public static func memory(_ bytes: [UInt8]) -> Payload {
        Payload(place: .memory(bytes), count: bytes.count)
    }

    /// A range of an open file.
    public static func file(_ file: File, offset: Int = 0, count: Int) -> Payload {
        Payload(place: .file(file, offset: max(0, offset)), count: max(0, count))
    }

    /// A part of a file that other contents share; it stays as long as a payload of it is there.
    public static func part(_ part: FilePart) -> Payload {
        Payload(place: .part(part, offset: part.offset), count: part.count)
    }

    /// The first `count` bytes, of which there must be so many in the same place.
    public func beginning(count: Int) -> Payload {
        Payload(place: place, count: max(0, count))
    }

    /// The file with the bytes and the offset of the first one; nil if they are in memory.
    public var fileRange: (file: File, offset: Int)? {
        switch place {
        case .memory: nil
        case .file(let file, let offset): (file, offset)
        case .part(let part, let offset): (part.file, offset)
        }
    }

    /// Whether its file has other contents, too.
    public var isInSharedFile: Bool { part != nil }

    /// The part of a shared file that it is, or begins with.
    public var part: FilePart? {
        if case .part(let part, _) = place { part } else { nil }
    }

    /// The bytes, if they are in memory.
    public var inMemory: [UInt8]? {
        if case .memory(let bytes) = place { bytes } else { nil }
    }

    /// How many bytes of memory it holds.
    public var memoryCount: Int { inMemory?.count ?? 0 }

    /// All bytes.
    ///
    /// - Throws: `EFBIG` if there are more than `maximum`.
    public func bytes(maximum: Int) throws(SystemError) -> [UInt8] {
        guard count <= maximum else { throw SystemError(code: EFBIG, operation: "read") }
        if case .memory(let bytes) = place { return bytes }
        return try read(at: 0, count: count)
    }

    /// Up to `count` bytes from `position` on; fewer only at the end.
    public func read(at position: Int, count wanted: Int) throws(SystemError) -> [UInt8] {
        let start = min(max(0, position), count)
        let end = start + min(max(0, wanted), count - start)
        switch place {
        case .memory(let bytes): return start == 0 && end == bytes.count ? bytes : Array(bytes[start..<end])
        case .file(let file, let offset): return try file.read(at: offset + start, count: end - start)
        case .part(let part, let offset): return try part.file.read(at: offset + start, count: end - start)
        }
    }
}
