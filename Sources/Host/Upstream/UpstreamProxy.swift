// Passes requests on to real services, and compares what they answer with what the emulator would have.

import Emulator
import EventLoop
import HTTP
import Server
import System

/// Passes requests on. The client gets the service's answer.
final class UpstreamProxy {
    /// The largest body that is passed on, and the largest answer.
    private static let maximumBytes = 64 << 20
    private static let timeoutMilliseconds = 60_000
    /// Headers that are about the connection to us, or that only we understand.
    private static let ownHeaders: Set<String> = [
        "host", "connection", "proxy-connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
        "content-length", "expect", "accept-encoding", "proxy-authorization",
    ]

    private let upstreams: Upstreams
    private let emulator: Emulator
    private let client: HTTPClient

    init(_ upstreams: Upstreams, emulator: Emulator, loop: Loop) {
        self.upstreams = upstreams
        self.emulator = emulator
        client = HTTPClient(loop: loop, maximumBytes: Self.maximumBytes)
    }

    /// Whether a request is for a platform whose real service is known. Preflights are answered here, and so is whoever
    /// looks at the world of this server.
    func takes(_ context: RequestContext) -> Bool {
        upstreams[context.platformID] != nil && context.head.method != .options && !context.isLook
    }

    /// Asks the real service, answers with what it says, and has that compared.
    func pass(_ exchange: Exchange, _ context: RequestContext) {
        guard let service = upstreams[context.platformID] else { return }
        let request = exchange.request
        let body: UpstreamBody
        do {
            body = try UpstreamBody(request, maximumBytes: Self.maximumBytes)
        } catch {
            return refuse(exchange, context, 413, "Bodies of more than 64 MiB are not passed on to a real service.")
        }
        client.send(
            HTTPClient.Request(
                method: context.head.method, host: service.host, port: service.port, isSecure: service.isSecure,
                target: Self.target(request.head.target, at: service), headers: headers(request.head, body),
                body: body.bytes),
            timeoutMilliseconds: Self.timeoutMilliseconds
        ) { [self] result in
            switch result {
            case .success(let response):
                let answer = UpstreamAnswer(status: response.status, headers: response.headers, body: response.body)
                emulator.compare(answer, with: context, request)
                exchange.send(answer.response)
            case .failure(let failure):
                refuse(exchange, context, 502, "\(service.host):\(service.port): \(failure.description)")
            }
        }
    }

    private func refuse(_ exchange: Exchange, _ context: RequestContext, _ status: Int, _ message: String) {
        emulator.refuse(context, Problem(status: status, code: "upstream", message: message), exchange.request) {
            exchange.send($0)
        }
    }

    /// The path below the service's own, without a tenant's prefix, and the query.
    private static func target(_ target: RequestTarget, at service: WebhookURL) -> String {
        let base = service.target.hasSuffix("/") ? String(service.target.dropLast()) : service.target
        return base + target.pathWithoutTenant + (target.rawQuery.map { "?" + $0 } ?? "")
    }

    private func headers(_ head: RequestHead, _ body: UpstreamBody) -> Headers {
        var headers = Headers()
        for (name, value) in head.headers.pairs {
            let lowercase = name.lowercased()
            if Self.ownHeaders.contains(lowercase) || lowercase.hasPrefix("x-deepmock-") { continue }
            if lowercase == "content-type", body.mediaType != nil { continue }
            if lowercase == "content-encoding" { continue }
            headers.add(name, value)
        }
        if let type = body.mediaType { headers.add("Content-Type", type) }
        return headers
    }
}
