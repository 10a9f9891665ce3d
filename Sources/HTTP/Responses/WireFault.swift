// Answers that are to look like trouble on the way: for servers that imitate failing ones.

/// How an answer misbehaves on the wire.
public struct WireFault: Sendable, Equatable {
    /// What happens to the answer.
    public enum Kind: Sendable, Equatable {
        /// It arrives as it is, perhaps late.
        case none
        /// The connection is reset before any byte.
        case reset
        /// The connection is closed before any byte.
        case empty
        /// The connection is closed after so many bytes of the body.
        case cut(after: Int)
        /// Head and body trickle, so many bytes a second; at least 1.
        case slow(bytesPerSecond: Int)
        /// Its Content-Length is wrong by so many bytes; the connection is closed behind it.
        case wrongLength(by: Int)
    }

    /// What happens.
    public var kind: Kind
    /// How long the answer waits first, in milliseconds.
    public var delayMilliseconds: Int

    /// A fault from its parts.
    public init(_ kind: Kind = .none, delayMilliseconds: Int = 0) {
        self.kind = kind
        self.delayMilliseconds = delayMilliseconds
    }

    /// By how many bytes the announced length is wrong.
    var lengthError: Int {
        if case .wrongLength(let bytes) = kind { bytes } else { 0 }
    }
}
