// A webhook delivery as a value: what is to be sent, and what has become of it.

/// What a platform wants to be sent to a receiver.
public struct NewDelivery: Sendable {
    /// The platform's id.
    public let platform: String
    /// Name of the event as the receiver knows it.
    public let event: String
    /// The record that the event is about, for example a job id.
    public let subject: String
    /// Where it goes.
    public let url: WebhookURL
    /// A JSON document.
    public let body: [UInt8]
    /// What it is signed with; nil or empty sends no signature.
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

/// One delivery as the log shows it.
public struct Delivery: Sendable {
    /// The header that carries a delivery's number.
    static let numberHeader = "X-Deepmock-Delivery"

    /// How far a delivery is.
    public enum State: String, Sendable, CaseIterable {
        /// Its next attempt is due later.
        case waiting
        /// Its attempt is under way, or waits for one to the same receiver.
        case sending
        /// The receiver has answered with a 2xx status.
        case delivered
        /// Every attempt has failed.
        case failed
        /// Nothing may be sent to that receiver.
        case refused
    }

    /// One attempt.
    public struct Attempt: Sendable {
        /// Number of the attempt, from 1.
        public let number: Int
        /// When it was begun, on the tenant's clock.
        public let at: Instant
        /// Status of the answer, if one came.
        public let status: Int?
        /// Why it failed, if it did.
        public let error: String?
        /// Wall time from its beginning to its end in microseconds; nil while it is under way.
        public let duration: Int?
    }

    /// Its number, from 1.
    public let id: Int
    /// When the event happened, on the tenant's clock.
    public let created: Instant
    /// The platform's id.
    public let platform: String
    /// Name of the event.
    public let event: String
    /// The record that the event is about.
    public let subject: String
    /// Where it goes.
    public let url: String
    /// How far it is.
    public let state: State
    /// Whether it is signed.
    public let isSigned: Bool
    /// Every attempt, in order.
    public let attempts: [Attempt]
    /// When the next attempt is due, if one is planned.
    public let next: Instant?
    /// The JSON document that is sent.
    public let body: [UInt8]
}
