// How a tenant's webhooks are sent: attempts, delays, timeout, signature.

import JSON

/// The member `webhooks` of a tenant's settings.
public struct WebhookSettings: Sendable {
    /// The number of attempts for each delivery, from 1.
    public let attempts: Int
    /// Signs deliveries that have no secret of their own; with nil they are not signed.
    public let secret: String?
    /// The name of the header with the signature.
    public let signatureHeader: String
    /// The name of the header with the nonce.
    public let nonceHeader: String
    /// Milliseconds until a receiver must have answered.
    public let timeoutMilliseconds: Int
    private let delays: [Double]

    /// The settings of a new tenant.
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

    /// Microseconds between an attempt and the next; the last delay applies to all further attempts.
    ///
    /// - Parameter attempt: the number of the failed attempt, from 1.
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
