// Deliberate faults on the wire, for servers that imitate failing ones.

/// How a response misbehaves on the wire.
public struct WireFault: Sendable, Equatable {
    /// What happens to the response.
    public enum Kind: Sendable, Equatable {
        /// It arrives intact, perhaps late.
        case none
        /// The connection is reset before the first byte.
        case reset
        /// The connection is closed before the first byte.
        case empty
        /// The connection is closed after this many bytes of the body.
        case cut(after: Int)
        /// Head and body trickle at this many bytes a second, at least 1.
        case slow(bytesPerSecond: Int)
        /// Content-Length is wrong by this many bytes. The connection is closed afterwards.
        case wrongLength(by: Int)
    }

    /// What happens.
    public var kind: Kind
    /// The delay before the response, in milliseconds.
    public var delayMilliseconds: Int

    /// Creates a fault.
    public init(_ kind: Kind = .none, delayMilliseconds: Int = 0) {
        self.kind = kind
        self.delayMilliseconds = delayMilliseconds
    }

    /// By how many bytes Content-Length is wrong.
    var lengthError: Int {
        if case .wrongLength(let bytes) = kind { bytes } else { 0 }
    }
}
