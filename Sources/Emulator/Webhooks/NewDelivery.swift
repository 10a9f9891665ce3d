// A webhook delivery before it is in the outbox.

/// A delivery that a platform wants to send.
public struct NewDelivery: Sendable {
    /// The platform's id.
    public let platform: String
    /// The name of the event as the receiver knows it.
    public let event: String
    /// The record that the event is about, for example a job id.
    public let subject: String
    /// Where it goes.
    public let url: WebhookURL
    /// A JSON document.
    public let body: [UInt8]
    /// The secret that signs it; nil or empty sends no signature.
    public let secret: String?

    /// A delivery from its parts.
    public init(
        platform: String, event: String, subject: String, url: WebhookURL, body: [UInt8], secret: String?
    ) {
        self.platform = platform
        self.event = event
        self.subject = subject
        self.url = url
        self.body = body
        self.secret = secret.flatMap { $0.isEmpty ? nil : $0 }
    }
}
