// Answers to what the server could not read: bodies that are malformed, too large or too slow, and bytes that are no
// request.

import HTTP
import JSON

extension Emulator {
    /// Answers a request whose head was understood and whose body was not received, in its platform's own shape. Calls
    /// `deliver` exactly once, from ``commitTurn()``.
    public func respond(
        to error: ProtocolError, of request: Request, deliver: @escaping (Response) -> Void
    ) {
        // A context of its own: the part of an upload that has come may still be on its way to the first one.
        let context = look(at: request.head)
        let problem =
            error.status == 503
            ? Problem.crowded(error.reason)
            : Problem(status: error.status, code: "malformed_request", message: error.reason)
        context.refusal = context.refusal ?? problem
        respond(to: context, with: request, deliver: deliver)
    }

    /// The answer to bytes that are no request. They belong to no platform; the answer says what the rule is.
    ///
    /// - Parameter origin: the value of the header `Origin`, if that much could be read.
    public func answer(to error: ProtocolError, origin: String?) -> Response {
        wireAnswer(
            status: error.status, code: "malformed_request", message: error.reason, rule: error.rule, origin: origin)
    }

    /// An answer that belongs to no platform.
    func wireAnswer(status: Int, code: String, message: String, rule: String, origin: String?) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.field("code", code)
        writer.field("message", message)
        writer.field("rule", rule)
        writer.endObject()
        writer.endObject()
        var headers = Headers()
        headers.add("Date", tenants.main.date(at: tenants.main.now))
        headers.add("Content-Type", "application/json")
        if let origin { CrossOrigin.admit(origin, withCredentials: true, to: &headers) }
        return Response(status: status, headers: headers, body: .bytes(writer.bytes))
    }
}
