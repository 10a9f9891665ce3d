// The answer of a real service to a request that was passed on.

import HTTP

/// An answer of a real service.
public struct UpstreamAnswer: Sendable {
    /// The status.
    public let status: Int
    /// The headers.
    public let headers: Headers
    /// The body.
    public let body: [UInt8]

    /// An answer from its parts.
    public init(status: Int, headers: Headers, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The media type without its parameters, in lower case; nil without one.
    var mediaType: String? {
        headers.first("Content-Type").map { String($0.prefix { $0 != ";" }).lowercased() }
    }

    /// The answer for the client: without the headers that were about the connection to the service.
    public var response: Response {
        var kept = Headers()
        for (name, value) in headers where !Self.connectionHeaders.contains(name.lowercased()) { kept.add(name, value) }
        return Response(status: status, headers: kept, body: body.isEmpty ? .none : .bytes(body))
    }

    private static let connectionHeaders: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "content-length", "trailer", "upgrade", "te",
        "proxy-authenticate", "alt-svc", "strict-transport-security",
    ]
}
