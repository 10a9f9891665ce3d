// How a tenant's webhooks are sent: attempts, delays, patience, signature.

import JSON

/// The member `webhooks` of a tenant's settings.
public struct WebhookSettings: Sendable {
    /// How often a delivery is tried, from 1.
    public let attempts: Int
    /// What signs the deliveries that have no secret of their own; nil signs nothing.
    public let secret: String?
    /// Name of the header with the signature.
    public let signatureHeader: String
    /// Name of the header with the nonce.
    public let nonceHeader: String
    /// Milliseconds that a receiver gets.
    public let timeoutMilliseconds: Int
    private let delays: [Double]

    /// What a fresh tenant starts with.
    static let defaults: JSON = [
        "attempts": 1, "delays_seconds": [1, 5, 25], "timeout_seconds": 10, "secret": nil,
        "signature_header": "X-Signature", "nonce_header": "X-Nonce",
    ]

    init(json: JSON) {
        attempts = max(1, json["attempts"]?.int ?? 1)
        delays = json["delays_seconds"]?.array?.compactMap(\.double) ?? []
        secret = json["secret"]?.string
        signatureHeader = json["signature_header"]?.string ?? "X-Signature"
        nonceHeader = json["nonce_header"]?.string ?? "X-Nonce"
        let seconds = json["timeout_seconds"]?.double ?? 10
        timeoutMilliseconds = Int(min(max(seconds, 0.01), 3600) * 1000)
    }

    /// Microseconds between an attempt and the next; the last delay serves for all further ones.
    ///
    /// - Parameter attempt: number of the attempt that failed, from 1.
    func delay(afterAttempt attempt: Int) -> Int {
        guard let last = delays.last else { return 0 }
        let seconds = attempt <= delays.count && attempt > 0 ? delays[attempt - 1] : last
        return Int(min(max(seconds, 0), 3.2e9) * 1e6)
    }
}

extension Settings {
    /// How webhooks are sent.
    public var webhooks: WebhookSettings { WebhookSettings(json: json["webhooks"] ?? [:]) }
}
