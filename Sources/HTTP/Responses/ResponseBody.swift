// The body of a response.

import System

/// The body of a response.
public enum ResponseBody: Sendable {
    /// No body.
    case none
    /// Bytes in memory.
    case bytes([UInt8])
    /// A range of bytes in memory or in a file.
    case payload(Payload, Range<Int>)
    /// Several bodies, one after the other.
    case sequence([ResponseBody])

    /// The number of bytes.
    public var count: Int {
        switch self {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .payload(_, let range): range.count
        case .sequence(let bodies): bodies.reduce(0) { $0 + $1.count }
        }
    }

    /// How many of them are in memory.
    public var memoryCount: Int {
        switch self {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .payload(let payload, let range): payload.inMemory == nil ? 0 : range.count
        case .sequence(let bodies): bodies.reduce(0) { $0 + $1.memoryCount }
        }
    }

    /// Where its bytes are found, in order.
    public var pieces: [(payload: Payload, range: Range<Int>)] {
        switch self {
        case .none: []
        case .bytes(let bytes): [(.memory(bytes), 0..<bytes.count)]
        case .payload(let payload, let range): [(payload, range)]
        case .sequence(let bodies): bodies.flatMap(\.pieces)
        }
    }

    /// Up to `maximum` of its first bytes.
    public func beginning(maximum: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        for (payload, range) in pieces where bytes.count < maximum {
            bytes += try payload.read(at: range.lowerBound, count: min(range.count, maximum - bytes.count))
        }
        return bytes
    }
}
