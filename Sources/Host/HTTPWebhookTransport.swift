// Delivers webhooks with the server's own HTTP client, on the loop.

import Emulator
import EventLoop
import HTTP
import Server

/// Sends deliveries. A dead, slow or hostile receiver delays only its own delivery.
final class HTTPWebhookTransport: WebhookTransport {
    /// The largest answer that is read. Only its status counts.
    private static let answerBytes = 64 << 10

    private let client: HTTPClient

    init(loop: Loop) {
        client = HTTPClient(loop: loop, maximumBytes: Self.answerBytes)
    }

    func send(_ request: DeliveryRequest, completion: @escaping (DeliveryAnswer) -> Void) {
        var headers = Headers()
        for (name, value) in request.headers { headers.add(name, value) }
        headers.add("User-Agent", "deepmock")
        // Names under localhost are this machine (RFC 6761 section 6.3), but few resolvers know that.
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
