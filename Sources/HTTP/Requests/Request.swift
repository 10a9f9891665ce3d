// A request: its head, and its body once it has arrived.

/// A request whose body has arrived, normally complete. An object, as its head is.
public final class Request: Sendable {
    /// The head.
    public let head: RequestHead
    /// The body.
    public let body: RequestBody
    /// The address of the peer, for logs; empty if unknown.
    public let peer: String
    /// Whether the connection broke before the end of the body. Then ``body`` holds what arrived, and nobody waits for
    /// a response.
    public let isCut: Bool

    /// Creates a request.
    public init(head: RequestHead, body: RequestBody, peer: String = "", isCut: Bool = false) {
        self.isCut = isCut
        self.head = head
        self.body = body
        self.peer = peer
    }
}
