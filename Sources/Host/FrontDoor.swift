// Between the HTTP server and the emulator: one hands over what the other needs; and how wire errors look.

import Emulator
import HTTP
import JSON
import Server

/// Hands requests to the emulator.
final class FrontDoor: RequestHandler {
    private let emulator: Emulator

    init(emulator: Emulator) {
        self.emulator = emulator
    }

    func admit(_ head: RequestHead, framing: Framing) -> Admission {
        let context = emulator.admit(head, framing: framing)
        emulator.planCut(of: context, framing: framing)
        return context
    }

    func handle(_ exchange: Exchange) {
        emulator.respond(to: context(exchange.admission), with: exchange.request) { exchange.send($0) }
    }

    func handleCut(_ request: Request, _ admission: Admission) {
        emulator.respondToCut(context(admission), with: request)
    }

    private func context(_ admission: Admission) -> RequestContext {
        guard let context = admission as? RequestContext else {
            preconditionFailure("The server handed back an admission that the emulator has not made.")
        }
        return context
    }

    /// Bytes that are no request belong to no platform; the answer says what the rule is.
    func wireFailure(_ error: ProtocolError) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.field("code", "malformed_request")
        writer.field("message", error.reason)
        writer.field("rule", error.rule)
        writer.endObject()
        writer.endObject()
        var headers = Headers()
        headers.add("Content-Type", "application/json")
        return Response(status: error.status, headers: headers, body: .bytes(writer.bytes))
    }
}
