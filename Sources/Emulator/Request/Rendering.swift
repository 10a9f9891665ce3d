// From a reply or a problem to a response: the dialect's headers first, the emulator's own last.

import Contract
import HTTP
import JSON
import System

/// Renders answers.
enum Rendering {
    /// The response for a reply that is ready.
    static func response(_ reply: Reply, body: Reply.Body, visit: Visit) -> Response {
        switch body {
        case .none:
            return response(status: reply.status, mediaType: nil, body: .none, extra: reply.headers, visit: visit)
        case .json(let bytes):
            return response(
                status: reply.status, mediaType: visit.platform.dialect.jsonMediaType, body: .bytes(bytes),
                extra: reply.headers, visit: visit)
        case .content(let payload, let mediaType):
            return content(reply, payload, mediaType: mediaType, visit: visit)
        }
    }

    /// The response for a problem, in the platform's own shape.
    static func response(_ problem: Problem, visit: Visit) -> Response {
        let body = visit.platform.dialect.body(of: problem)
        return response(
            status: problem.status, mediaType: body.mediaType, body: .bytes(body.bytes), extra: problem.headers,
            visit: visit)
    }

    private static func content(_ reply: Reply, _ payload: Payload, mediaType: String, visit: Visit) -> Response {
        var extra = reply.headers
        extra.append(("Accept-Ranges", "bytes"))
        let whole = 0..<payload.count
        guard reply.status == 200, let header = visit.request.head.headers["range"] else {
            return response(
                status: reply.status, mediaType: mediaType, body: .payload(payload, whole), extra: extra, visit: visit)
        }
        switch ByteRange.parse(header, size: payload.count) {
        case .whole:
            return response(
                status: 200, mediaType: mediaType, body: .payload(payload, whole), extra: extra, visit: visit)
        case .range(let range):
            extra.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(payload.count)"))
            return response(
                status: 206, mediaType: mediaType, body: .payload(payload, range), extra: extra, visit: visit)
        case .unsatisfiable:
            let problem = Problem(
                status: 416, code: "range_not_satisfiable",
                message: "The range lies outside the \(payload.count) bytes of the file.",
                headers: [("Content-Range", "bytes */\(payload.count)")])
            return response(problem, visit: visit)
        }
    }

    private static func response(
        status: Int, mediaType: String?, body: ResponseBody, extra: [(name: String, value: String)], visit: Visit
    ) -> Response {
        var headers = visit.platform.dialect.headers(
            date: visit.tenant.date(at: visit.now), contentType: mediaType)
        for (name, value) in extra { headers.add(name, value) }
        CrossOrigin.addHeaders(to: &headers, visit: visit)
        if let operation = visit.operation {
            headers.add("X-Deepmock-Operation", operation.name)
            headers.add("X-Deepmock-Evidence", operation.evidence.rawValue)
        }
        headers.add("X-Deepmock-Request", String(visit.number))
        return Response(status: status, headers: headers, body: body)
    }
}
