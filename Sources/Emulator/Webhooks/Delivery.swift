// One webhook delivery in the log: what is sent, and its attempts.

/// One delivery in the log.
public struct Delivery: Sendable {
    /// The header with the number of a delivery. It also marks the request as the server's own, which the control plane
    /// refuses.
    public static let numberHeader = "X-Deepmock-Delivery"

    /// The state of a delivery.
    public enum State: String, Sendable, CaseIterable {
        /// Its next attempt is due later.
        case waiting
        /// Its attempt is in flight, or waits for another delivery to the same receiver.
        case sending
        /// The receiver answered with a 2xx status.
        case delivered
        /// All attempts have failed.
        case failed
        /// Deliveries to that receiver are not allowed.
        case refused
    }

    /// One attempt.
    public struct Attempt: Sendable {
        /// The number of the attempt, from 1.
        public let number: Int
        /// When it started, on the tenant's clock.
        public let at: Instant
        /// The status of the answer, if there was one.
        public let status: Int?
        /// Why it failed, if it did.
        public let error: String?
        /// Wall time from start to end in microseconds; nil while it is in flight.
        public let duration: Int?
    }

    /// The number of the delivery, from 1.
    public let id: Int
    /// When the event happened, on the tenant's clock.
    public let created: Instant
    /// The platform's id.
    public let platform: String
    /// The name of the event.
    public let event: String
    /// The record that the event is about.
    public let subject: String
    /// Where it goes.
    public let url: String
    /// Its state.
    public let state: State
    /// Whether it is signed.
    public let isSigned: Bool
    /// All attempts in order.
    public let attempts: [Attempt]
    /// When the next attempt is due, if one is planned.
    public let next: Instant?
    /// The JSON document that is sent.
    public let body: [UInt8]
}
