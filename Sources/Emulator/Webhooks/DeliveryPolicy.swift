// Which hosts webhooks may be delivered to.

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
