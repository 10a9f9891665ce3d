// The way out for webhook deliveries: the host sends them over the network, tests record them.

/// Sends requests to receivers without ever blocking the loop.
public protocol WebhookTransport: AnyObject {
    /// Sends a request. `completion` is called exactly once, on the loop, whatever the receiver does.
    func send(_ request: DeliveryRequest, completion: @escaping (DeliveryAnswer) -> Void)
}
