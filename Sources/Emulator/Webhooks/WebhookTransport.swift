// The way out for webhook deliveries: the host sends them over the network, tests record them.

/// One request to a receiver.
public struct DeliveryRequest: Sendable {
    /// Where it goes.
    public let url: WebhookURL
    /// Headers in order, without those that frame the request.
    public let headers: [(name: String, value: String)]
    /// A JSON document.
    public let body: [UInt8]
    /// Milliseconds for everything, from looking up the host to the last byte of the answer.
    public let timeoutMilliseconds: Int
}

/// The result of a request to a receiver.
public enum DeliveryAnswer: Sendable, Equatable {
    /// The receiver answered with a status.
    case answered(status: Int)
    /// There was no answer; the text says why in one sentence.
    case failed(String)

    /// Whether the receiver accepted the delivery.
    var isSuccess: Bool {
        if case .answered(let status) = self { (200...299).contains(status) } else { false }
    }
}

/// Sends requests to receivers without ever blocking the loop.
public protocol WebhookTransport: AnyObject {
    /// Sends a request. `completion` is called exactly once, on the loop, whatever the receiver does.
    func send(_ request: DeliveryRequest, completion: @escaping (DeliveryAnswer) -> Void)
}

/// The hosts to which webhooks may be delivered.
public struct DeliveryPolicy: Sendable {
    /// Loopback only.
    public static let loopback = DeliveryPolicy(hosts: [])

    /// Hosts beyond loopback, in lower case; `*` is any host.
    public let hosts: Set<String>

    /// A policy that allows these hosts and loopback.
    public init(hosts: Set<String>) {
        self.hosts = Set(hosts.map { $0.lowercased() })
    }

    /// Whether a text names a host, or all hosts: `hooks.example.test`, `10.0.0.7`, `fd00::7`, `*`.
    public static func isHost(_ text: String) -> Bool {
        text == "*" || WebhookURL("http://\(text)/")?.host == text.lowercased()
            || WebhookURL("http://[\(text)]/")?.host == text.lowercased()
    }

    /// Why nothing may be sent to `url`; nil when it may.
    func objection(to url: WebhookURL) -> String? {
        if url.isSecure { return "deepmock delivers webhooks over http only, not to \(url.text)." }
        guard !hosts.contains("*"), !hosts.contains(url.host), !LoopbackName.contains(url.host) else { return nil }
        return "\(url.host) is not this machine. Start deepmock with --webhook-allow \(url.host) to deliver to it."
    }
}
