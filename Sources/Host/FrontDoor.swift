// Between the HTTP server and the emulator: one hands over what the other needs.

import Emulator
import HTTP
import Server
import TLS

/// Hands requests to the emulator.
final class FrontDoor: RequestHandler {
    private let emulator: Emulator
    private let identity: TLSIdentity
    /// Passes requests on to real services; nil unless the operator has named some.
    private let proxy: UpstreamProxy?

    init(emulator: Emulator, identity: TLSIdentity, proxy: UpstreamProxy? = nil) {
        self.emulator = emulator
        self.identity = identity
        self.proxy = proxy
    }

    func admit(_ head: RequestHead, framing: Framing) -> Admission {
        let context = emulator.admit(head, framing: framing)
        emulator.planCut(of: context, framing: framing)
        return context
    }

    func handle(_ exchange: Exchange) {
        let context = context(exchange.admission)
        if let proxy, proxy.takes(context) { return proxy.pass(exchange, context) }
        emulator.respond(to: context, with: exchange.request) { exchange.send($0, live: context.takeLive()) }
    }

    func handleFailure(_ exchange: Exchange, _ error: ProtocolError) {
        emulator.respond(to: error, of: exchange.request) { exchange.send($0) }
    }

    func handleCut(_ request: Request, _ admission: Admission) {
        emulator.respondToCut(context(admission), with: request)
    }

    func abandon(_ admission: Admission) {
        emulator.abandon(context(admission))
    }

    private func context(_ admission: Admission) -> RequestContext {
        guard let context = admission as? RequestContext else {
            preconditionFailure("The server handed back an admission that the emulator has not made.")
        }
        return context
    }

    func tunnel(_ head: RequestHead) -> TunnelDecision {
        decision(emulator.answer(toConnect: head))
    }

    func forward(_ head: RequestHead) -> TunnelDecision? {
        emulator.answer(toForward: head).map(decision)
    }

    private func decision(_ answer: ProxyAnswer) -> TunnelDecision {
        switch answer {
        case .here: .here
        case .onward(let host, let port, let isAddress): .onward(host: host, port: port, mayBePrivate: isAddress)
        case .refused(let response): .refused(response)
        }
    }

    func tlsFailed(_ failure: TLSFailure) {
        identity.note(failure)
    }

    func wireFailure(_ error: ProtocolError, origin: String?) -> Response {
        emulator.answer(to: error, origin: origin)
    }
}
