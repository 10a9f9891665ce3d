// Answers, before they are bytes.

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

/// An answer.
public struct Response: Sendable {
    /// The status.
    public var status: Int
    /// The headers, without those that frame the body.
    public var headers: Headers
    /// The body.
    public var body: ResponseBody
    /// How it misbehaves on the wire, if it is to.
    public var fault: WireFault?

    /// An answer from its parts.
    public init(status: Int, headers: Headers = Headers(), body: ResponseBody = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
