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

    /// The number of bytes.
    public var count: Int {
        switch self {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .payload(_, let range): range.count
        }
    }
}
