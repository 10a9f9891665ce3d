// Whether an operation asks for credentials.

/// What an operation demands of a caller before anything else.
public enum Security: String, Sendable {
    /// A valid credential, or the answer is 401.
    case required
    /// A credential is looked at when there is one.
    case optional
    /// No credential is looked at.
    case none
}
