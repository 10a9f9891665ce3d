// Why received bytes are refused as a request.

/// A violation of the protocol or of a limit. The connection is closed after the response.
public struct ProtocolError: Error, Sendable, Equatable {
    /// The status of the response.
    public let status: Int
    /// What to tell a user.
    public let reason: String
    /// The source of the rule, for example `RFC 9112 section 5.2`, or the name of the limit.
    public let rule: String

    /// Creates an error.
    public init(status: Int, reason: String, rule: String) {
        self.status = status
        self.reason = reason
        self.rule = rule
    }
}
