// How an attempt to deliver a webhook ended.

/// How an attempt ended.
enum DeliveryEnd {
    case answer(DeliveryAnswer)
    /// It was not sent at all.
    case refused(String)

    var state: Delivery.State {
        switch self {
        case .answer(let answer): answer.isSuccess ? .delivered : .failed
        case .refused: .refused
        }
    }

    var isRetryable: Bool { state == .failed }

    var status: Int? {
        if case .answer(.answered(let status)) = self { status } else { nil }
    }

    var error: String? {
        switch self {
        case .answer(.answered(let status)): (200...299).contains(status) ? nil : "The receiver answered \(status)."
        case .answer(.failed(let reason)), .refused(let reason): reason
        }
    }
}
