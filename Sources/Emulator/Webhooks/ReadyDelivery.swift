// A delivery that is ready to be sent.

/// A delivery that is ready to be sent.
struct ReadyDelivery: Sendable {
    let id: Int
    let event: String
    let url: String
    let body: [UInt8]
    let secret: String?
    /// Only meaningful with a secret.
    let nonce: Int
}
