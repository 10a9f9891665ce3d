// What the server asks of whoever answers its requests.

import HTTP
import TLS

/// Answers requests, on the loop's thread.
public protocol RequestHandler: AnyObject {
    /// Looks at a request when its head is complete, before any byte of its body and before `100 Continue`. Called once
    /// a request; what it returns comes back with the body.
    func admit(_ head: RequestHead, framing: Framing) -> Admission

    /// Answers a request: ends in one ``Exchange/send(_:)``, now or later. The body is there in full, unless the
    /// admission refuses it: then it is absent.
    func handle(_ exchange: Exchange)

    /// Takes a request whose body was cut, if its admission keeps parts. There is nobody left to be answered.
    func handleCut(_ request: Request, _ admission: Admission)

    /// The connection of a request has broken before its answer: nobody waits for it any more.
    func abandon(_ admission: Admission)

    /// Answers a request whose head was admitted and whose body cannot be received: malformed, too large or too slow.
    /// Ends as ``handle(_:)`` does; the connection closes behind the answer, whose status should be the error's.
    func handleFailure(_ exchange: Exchange, _ error: ProtocolError)

    /// The answer to bytes that are no request head, or that came too slowly; its status should be the error's.
    ///
    /// - Parameter origin: the value of the header `Origin`, if that much could be read.
    func wireFailure(_ error: ProtocolError, origin: String?) -> Response

    /// Decides where the tunnel leads that a CONNECT asks for; the target of its head is a host and a port.
    func tunnel(_ head: RequestHead) -> TunnelDecision

    /// Decides whether a request leads on whose target is an absolute URL of `http`; nil when it is answered like any
    /// other.
    func forward(_ head: RequestHead) -> TunnelDecision?

    /// A connection has ended because of TLS.
    func tlsFailed(_ failure: TLSFailure)
}

extension RequestHandler {
    /// Does nothing: for handlers that never ask for parts of bodies.
    public func handleCut(_ request: Request, _ admission: Admission) {}

    /// Does nothing: for handlers that answer at once.
    public func abandon(_ admission: Admission) {}

    /// Refuses every tunnel: for handlers that are no proxy.
    public func tunnel(_ head: RequestHead) -> TunnelDecision {
        let error = ProtocolError(
            status: 405, reason: "This server is no proxy.", rule: "RFC 9110 section 9.3.6")
        return .refused(wireFailure(error, origin: nil))
    }

    /// Answers every request: for handlers that are no proxy.
    public func forward(_ head: RequestHead) -> TunnelDecision? { nil }

    /// Does nothing.
    public func tlsFailed(_ failure: TLSFailure) {}
}
