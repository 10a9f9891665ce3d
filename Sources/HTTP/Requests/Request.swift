// A request: its head, and its body once it has arrived.

/// A request whose body has come, whole as a rule.
public struct Request: Sendable {
    /// Its head.
    public let head: RequestHead
    /// Its body.
    public let body: RequestBody
    /// Address of the peer, for logs; empty when there is none.
    public let peer: String
    /// Whether the connection broke before the body's end: ``body`` holds what has come, and nobody waits for an answer.
    public let isCut: Bool

    /// A request from its parts.
    public init(head: RequestHead, body: RequestBody, peer: String = "", isCut: Bool = false) {
        self.isCut = isCut
        self.head = head
        self.body = body
        self.peer = peer
    }
}
