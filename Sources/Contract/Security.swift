// Whether an operation requires credentials.

import JSON

/// The credentials that an operation requires.
public enum Security: String, Sendable {
    /// A valid credential is required; without one the response is a 401.
    case required
    /// A credential is checked if there is one.
    case optional
    /// Credentials are ignored.
    case none

    /// Reads a list of security requirements. An empty object in it makes credentials optional.
    init(requirements: JSON?) {
        guard let alternatives = requirements?.array, !alternatives.isEmpty else {
            self = .none
            return
        }
        self = alternatives.contains { $0.object?.isEmpty == true } ? .optional : .required
    }
}
