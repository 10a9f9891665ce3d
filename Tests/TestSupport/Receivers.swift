// Receivers of webhooks for tests: they write down what they get and answer as they are told.

import Emulator
import JSON

/// Takes deliveries in place of a network.
public final class Receivers: WebhookTransport {
    /// What has arrived, in order.
    public private(set) var requests: [DeliveryRequest] = []
    /// Answers still to be given, one a request; 200 when there is none left.
    public var answers: [DeliveryAnswer] = []
    /// Whether answers are held back until ``release()``.
    public var isSilent = false
    private var waiting: [(DeliveryAnswer) -> Void] = []

    /// Writes a request down and answers it, unless answers are held back.
    public func send(_ request: DeliveryRequest, completion: @escaping (DeliveryAnswer) -> Void) {
        requests.append(request)
        guard !isSilent else { return waiting.append(completion) }
        completion(answers.isEmpty ? .answered(status: 200) : answers.removeFirst())
    }

    /// Gives every answer that was held back.
    public func release() {
        isSilent = false
        let held = waiting
        waiting = []
        for completion in held { completion(answers.isEmpty ? .answered(status: 200) : answers.removeFirst()) }
    }

    /// The events that have arrived, in order.
    public var events: [String] { documents.compactMap { $0["event"]?.string } }

    /// The bodies that have arrived, in order.
    public var documents: [JSON] { requests.map { (try? JSON(parsing: $0.body)) ?? .null } }

    /// A header of a request that has arrived.
    public func header(_ name: String, of index: Int) -> String? {
        requests[index].headers.first { $0.name == name }?.value
    }
}
