// CONNECT (RFC 9110 section 9.3.6): a tunnel that ends here, one that leads on, or a refusal. A request for an absolute
// URL can lead on, too.

import EventLoop
import HTTP
import TLS

/// Where a tunnel leads that a client asks for.
public enum TunnelDecision {
    /// Nowhere: the server itself answers as the host that the client wanted.
    case here
    /// To this host, which the operator has allowed. An address must be one of the public network, unless it was allowed
    /// itself.
    case onward(host: String, port: Int, mayBePrivate: Bool)
    /// The client gets this answer instead.
    case refused(Response)
}

extension Connection {
    /// Answers a request for a tunnel.
    func tunnel(_ head: RequestHead) {
        keepsAlive = false
        guard session == nil, tunnelName == nil else {
            let error = ProtocolError(
                status: 400,
                reason: "CONNECT must not come through TLS or another tunnel. Use http:// in the proxy's URL.",
                rule: "RFC 9110 section 9.3.6")
            return answer(server.handler.wireFailure(error, origin: nil), thenClose: true)
        }
        switch server.handler.tunnel(head) {
        case .refused(let response): answer(response, thenClose: true)
        case .onward(let host, let port, let mayBePrivate):
            connect(to: host, port: port, mayBePrivate: mayBePrivate, greeting: Self.established, request: [])
        case .here:
            let host = head.target.authority?.split(separator: ":").dropLast().joined(separator: ":")
            tunnelName = host.flatMap { ServerName($0) } ?? .localhost
            openTunnel()
        }
    }

    /// Passes a request on whose target is an absolute URL of an allowed host; false if it is answered here.
    func forward(_ head: RequestHead) -> Bool {
        guard head.target.authority != nil, !head.target.isSecure, session == nil, tunnelName == nil,
            let decision = server.handler.forward(head), let request = head.forwarded()
        else { return false }
        keepsAlive = false
        switch decision {
        case .here: return false
        case .refused(let response): answer(response, thenClose: true)
        case .onward(let host, let port, let mayBePrivate):
            connect(to: host, port: port, mayBePrivate: mayBePrivate, greeting: [], request: request)
        }
        return true
    }

    private static let established = Array("HTTP/1.1 200 Connection Established\r\n\r\n".utf8)

    /// From now on bytes are those of the tunnel. Some may have come behind the request already.
    private func openTunnel() {
        write(Self.established)
        let early = reader.takeRest()
        reader = RequestReader(limits: server.limits)
        isFresh = true
        phase = .head
        deadline = server.now + server.timeouts.idleMilliseconds
        if !early.isEmpty { stream(stream, received: early.span) }
    }

    /// Opens a connection to a host. What has come behind the head goes there first.
    ///
    /// - Parameters:
    ///   - greeting: what the client is told when the host is reached.
    ///   - request: what the host is sent before everything else.
    private func connect(to host: String, port: Int, mayBePrivate: Bool, greeting: [UInt8], request: [UInt8]) {
        phase = .relaying
        deadline = server.now + server.timeouts.connectMilliseconds
        stream.stopReading()
        let early = request + reader.takeRest()
        let connector = Connector(
            loop: server.loop, host: host, port: port, accepts: { mayBePrivate || $0.isPublic }
        ) { [weak self] result in
            guard let self, phase == .relaying else {
                if case .success(let upstream) = result { upstream.close() }
                return
            }
            switch result {
            case .failure(let error):
                phase = .head
                let failure = ProtocolError(
                    status: 502, reason: "\(host):\(port) cannot be reached. \(error.message)",
                    rule: "RFC 9110 section 15.6.3")
                answer(server.handler.wireFailure(failure, origin: nil), thenClose: true)
            case .success(let upstream):
                stream.write(greeting)
                relay = Relay(connection: self, upstream: upstream, early: early)
            }
        }
        relayConnector = connector
    }
}
