// Webhook deliveries by the server's own client, on the loop.

import Emulator
import EventLoop
import HTTP
import Server

/// Sends deliveries. A receiver that is dead, slow or lying costs its own delivery some time, and nothing else.
final class HTTPWebhookTransport: WebhookTransport {
    /// Nobody looks at what a receiver says beyond its status.
    private static let answerBytes = 64 << 10

    private let client: HTTPClient

    init(loop: Loop) {
        client = HTTPClient(loop: loop, maximumBytes: Self.answerBytes)
    }

    func send(_ request: DeliveryRequest, completion: @escaping (DeliveryAnswer) -> Void) {
        var headers = Headers()
        for (name, value) in request.headers { headers.add(name, value) }
        headers.add("User-Agent", "deepmock")
        // Names below localhost are this machine (RFC 6761 section 6.3), which few resolvers know.
        let isBelowLocalhost = request.url.host.hasSuffix(".localhost")
        client.send(
            HTTPClient.Request(
                method: .post, host: request.url.host, address: isBelowLocalhost ? "localhost" : nil,
                port: request.url.port, target: request.url.target, headers: headers, body: request.body),
            timeoutMilliseconds: request.timeoutMilliseconds
        ) { result in
            switch result {
            case .success(let response): completion(.answered(status: response.status))
            case .failure(let failure): completion(.failed(failure.description))
            }
        }
    }
}
