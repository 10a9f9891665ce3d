// The body of a response.

import System

/// The body of an answer.
public enum ResponseBody: Sendable {
    /// No body.
    case none
    /// Bytes at hand.
    case bytes([UInt8])
    /// A range of bytes in memory or in a file.
    case payload(Payload, Range<Int>)

    /// How many bytes it has.
    public var count: Int {
        switch self {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .payload(_, let range): range.count
        }
    }
}
