// A credential as a key, for the index across tenants.

/// Identifies a credential across platforms.
public struct CredentialKey: Sendable, Hashable {
    /// The platform's id.
    public let platform: String
    /// The key or token.
    public let secret: String

    /// A key from its parts.
    public init(platform: String, secret: String) {
        self.platform = platform
        self.secret = secret
    }

    /// By the secret alone, since hardly two platforms have the same one.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(secret)
    }
}
