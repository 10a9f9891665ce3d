// How a request's body is framed.

/// How a request's body is framed, and what its head says about the connection.
public struct Framing: Sendable {
    /// Where the body ends.
    public enum Body: Sendable, Equatable {
        /// There is none.
        case none
        /// After so many bytes.
        case length(Int)
        /// After the last chunk.
        case chunked
    }

    /// Where the body ends.
    public let body: Body
    /// Whether the client waits for `100 Continue` before it sends the body.
    public let expectsContinue: Bool
    /// Whether the client wants to send another request on this connection.
    public let keepAlive: Bool

    /// A framing from its parts.
    public init(body: Body, expectsContinue: Bool, keepAlive: Bool) {
        self.body = body
        self.expectsContinue = expectsContinue
        self.keepAlive = keepAlive
    }
}
