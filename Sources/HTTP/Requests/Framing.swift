// How a request's body is framed.

/// How a request's body is framed, and what its head says about the connection.
public struct Framing: Sendable {
    /// Where the body ends.
    public enum Body: Sendable, Equatable {
        /// There is no body.
        case none
        /// After this many bytes.
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

    /// Whether the peer is a program of the machine that the server runs on; the connection says so.
    public var isFromThisMachine = false
    /// Whether the request came through TLS; the connection says so.
    public var isSecure = false

    /// Creates a framing.
    public init(body: Body, expectsContinue: Bool, keepAlive: Bool) {
        self.body = body
        self.expectsContinue = expectsContinue
        self.keepAlive = keepAlive
    }
}
