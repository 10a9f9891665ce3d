// The result of a request to a webhook receiver.

/// The result of a request to a receiver.
public enum DeliveryAnswer: Sendable, Equatable {
    /// The receiver answered with a status.
    case answered(status: Int)
    /// There was no answer; the text says why in one sentence.
    case failed(String)

    /// Whether the receiver accepted the delivery.
    var isSuccess: Bool {
        if case .answered(let status) = self { (200...299).contains(status) } else { false }
    }
}
