// From a reply or a problem to a response: the dialect's headers first, the emulator's own last.

import Contract
import HTTP
import JSON
import System

/// Renders answers.
enum Rendering {
    /// The response for a reply that is ready.
    static func response(_ reply: Reply, body: Reply.Body, context: RequestContext) -> Response {
        switch body {
        case .none:
            return response(status: reply.status, mediaType: nil, body: .none, extra: reply.headers, context: context)
        case .json(let bytes):
            return response(
                status: reply.status, mediaType: context.platform.dialect.jsonMediaType, body: .bytes(bytes),
                extra: reply.headers, context: context)
        case .document(let bytes, let mediaType):
            return content(.bytes(bytes), mediaType, reply, context)
        case .live(let body, let mediaType):
            context.keep(body)
            return response(
                status: reply.status, mediaType: mediaType, body: .none, extra: reply.headers, context: context)
        case .selection(let body, let mediaType):
            return content(body, mediaType, reply, context)
        case .content(let content):
            // Whatever a method other than GET or HEAD answers is no part of anything.
            return self.content(
                .payload(content.payload, 0..<content.payload.count), content.mediaType, reply, context)
        }
    }

    private static func content(
        _ body: ResponseBody, _ mediaType: String?, _ reply: Reply, _ context: RequestContext
    ) -> Response {
        guard let mediaType else {
            return response(
                status: reply.status, mediaType: nil, body: body, extra: reply.headers, context: context)
        }
        let guarded = StoredContent.guarded(mediaType, headers: reply.headers, operation: context.operation)
        return response(
            status: reply.status, mediaType: guarded.mediaType, body: body, extra: guarded.headers, context: context)
    }

    /// The response for a problem, in the platform's own shape.
    static func response(_ problem: Problem, context: RequestContext) -> Response {
        let body = context.platform.dialect.body(of: problem)
        var extra = problem.headers
        if problem.status == 401 { extra += context.platform.challenges.map { ("WWW-Authenticate", $0) } }
        return response(
            status: problem.status, mediaType: body.mediaType, body: .bytes(body.bytes), extra: extra,
            note: problem.note, context: context)
    }

    private static func response(
        status: Int, mediaType: String?, body: ResponseBody, extra: [(name: String, value: String)],
        note: String? = nil, context: RequestContext
    ) -> Response {
        var headers = context.platform.dialect.headers(
            date: context.tenant.date(at: context.now), contentType: mediaType)
        for (name, value) in extra {
            // The one header of a dialect that an answer may want otherwise.
            if name == "Cache-Control" { headers.set(name, value) } else { headers.add(name, value) }
        }
        if let operation = context.operation, !context.isOutsideContract {
            headers.add("X-Deepmock-Operation", operation.name)
            headers.add("X-Deepmock-Evidence", operation.evidence.rawValue)
        }
        if context.number > 0 {
            headers.add("X-Deepmock-Request", String(context.number) + (note.map { "; \($0)" } ?? ""))
        }
        CrossOrigin.addHeaders(to: &headers, context: context)
        return Response(status: status, headers: headers, body: body)
    }
}
