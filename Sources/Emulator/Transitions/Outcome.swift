// An end that a test author has set beforehand for a record.

import JSON

/// How a record is to end. It has one form as JSON, in the control plane's requests and wherever it is stored.
public struct Outcome: Sendable {
    /// How the record is to end.
    public enum State: String, Sendable {
        /// As usual, with `result` in place of the made-up one when it is given.
        case completed
        /// With an error text.
        case failed
        /// Never: it stays in the state before.
        case stuck
    }

    /// The state to end in.
    public let state: State
    /// The error text of a failure.
    public let error: String?
    /// The result to give, in the platform's own terms.
    public let result: JSON?
    /// Milliseconds until the end in place of the timing, if given.
    public let afterMilliseconds: Int?

    /// An outcome from its stored form.
    public init(stored json: JSON) {
        state = json["state"]?.string.flatMap(State.init) ?? .completed
        error = json["error"]?.string
        result = json["result"]
        afterMilliseconds = json["after_ms"]?.int
    }

    /// The stored form; ``init(stored:)`` reads it.
    public var stored: JSON {
        var members: JSONObject = ["state": .string(state.rawValue)]
        members["error"] = error.map(JSON.string)
        members["result"] = result
        members["after_ms"] = afterMilliseconds.map(JSON.int)
        return .object(members)
    }

    /// The error text of a failure, `text` where the test author has given none; nil unless it is a failure.
    public func failure(or text: String) -> String? { state == .failed ? error ?? text : nil }
}
