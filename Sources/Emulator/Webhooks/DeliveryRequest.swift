// A request to a webhook receiver, as a transport sends it.

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
