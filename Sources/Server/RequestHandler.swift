// What the server asks of whoever answers its requests.

import HTTP

/// What to do with a request whose head is there.
public enum BodyPlan: Sendable {
    /// Receive the body, then handle the request.
    case collect
    /// Receive so many bytes of the body, then reset the connection.
    case cut(after: Int)
    /// Answer at once. When there is a body, it is not received, and the connection is closed.
    case refuse(Response)
}

/// Answers requests, on the loop's thread.
public protocol RequestHandler: AnyObject {
    /// Decides about a request when its head is complete, before any byte of its body, and before `100 Continue`.
    func plan(for head: RequestHead, framing: Framing) -> BodyPlan

    /// Answers a request that is there in full: ends in one ``Exchange/send(_:)``, now or later.
    func handle(_ exchange: Exchange)

    /// Decides, when a body is about to come, whether what has come of it is wanted if its connection breaks.
    func wantsPart(of head: RequestHead, framing: Framing) -> Bool

    /// Decides, when a multipart body is about to come, whether it is wanted as its bytes instead of taken apart.
    func wantsBytes(of head: RequestHead) -> Bool

    /// Takes a request whose body was cut, as ``wantsPart(of:framing:)`` has asked for. There is nobody left to be
    /// answered.
    func handleCut(_ request: Request)

    /// The answer to bytes that are no request, or that came too slowly; its status should be the error's.
    func wireFailure(_ error: ProtocolError) -> Response
}

extension RequestHandler {
    /// No: whole bodies only.
    public func wantsPart(of head: RequestHead, framing: Framing) -> Bool { false }

    /// No: multipart bodies are taken apart.
    public func wantsBytes(of head: RequestHead) -> Bool { false }

    /// Does nothing: for handlers that never ask for parts of bodies.
    public func handleCut(_ request: Request) {}
}
