// Why bytes are not a request that this server takes.

/// A violation of the protocol or of a limit; the connection ends after its answer.
public struct ProtocolError: Error, Sendable, Equatable {
    /// Status of the answer.
    public let status: Int
    /// One sentence for a person.
    public let reason: String
    /// Where the rule stands, for example `RFC 9112 section 5.2`; or the limit's name.
    public let rule: String

    /// An error from its parts.
    public init(status: Int, reason: String, rule: String) {
        self.status = status
        self.reason = reason
        self.rule = rule
    }
}
