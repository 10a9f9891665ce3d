// Between the HTTP server and the emulator: which bodies are worth receiving, and how wire errors look.

import Emulator
import HTTP
import JSON
import Server

/// Hands requests to the emulator.
final class FrontDoor: RequestHandler {
    /// Bodies up to this size are received before anything else is looked at; larger ones only for a caller who is
    /// known and a path that exists.
    private static let freeBodyBytes = 1 << 20

    /// Bodies from this size on may be worth keeping in part.
    private static let partialBodyBytes = 64 << 10

    private let emulator: Emulator

    init(emulator: Emulator) {
        self.emulator = emulator
    }

    func plan(for head: RequestHead, framing: Framing) -> BodyPlan {
        let size: Int
        switch framing.body {
        case .none: return .collect
        case .length(let count): size = count
        case .chunked: size = .max
        }
        if let count = emulator.uploadCut(of: head, bodyBytes: size == .max ? nil : size) { return .cut(after: count) }
        guard size > Self.freeBodyBytes || framing.expectsContinue, let refusal = emulator.refusal(of: head) else {
            return .collect
        }
        return .refuse(refusal)
    }

    func wantsPart(of head: RequestHead, framing: Framing) -> Bool {
        if emulator.holdsUploadCut(of: head) { return true }
        if case .length(let count) = framing.body, count < Self.partialBodyBytes { return false }
        return emulator.takesPartialBody(head)
    }

    func wantsBytes(of head: RequestHead) -> Bool { emulator.takesBytes(head) }

    func handleCut(_ request: Request) {
        emulator.answerCut(request)
    }

    func handle(_ exchange: Exchange) {
        emulator.answer(exchange.request) { exchange.send($0) }
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
