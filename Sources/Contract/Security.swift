// Whether an operation asks for credentials.

import JSON

/// What an operation demands of a caller before anything else.
public enum Security: String, Sendable {
    /// A valid credential, or the answer is 401.
    case required
    /// A credential is looked at when there is one.
    case optional
    /// No credential is looked at.
    case none

    /// Reads a list of security requirements; an empty object among them makes credentials optional.
    init(requirements: JSON?) {
        guard let alternatives = requirements?.array, !alternatives.isEmpty else {
            self = .none
            return
        }
        self = alternatives.contains { $0.object?.isEmpty == true } ? .optional : .required
    }
}
