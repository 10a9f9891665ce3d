// Who sends a request, as far as the emulator knows.

/// A caller that a platform's authentication has recognised.
public struct Caller: Sendable, Equatable {
    /// What a credential allows.
    public enum Access: String, Sendable {
        /// Reading and writing.
        case full
        /// Reading only.
        case read
    }

    /// The credential's text; empty for callers of the control plane.
    public let secret: String
    /// What the credential allows.
    public let access: Access
    /// The client (workspace) ids that the credential opens; empty means all.
    public let clientIDs: [String]
    /// The platform's number of the account that the credential was issued to, where a platform has accounts.
    public let account: Int?

    /// A caller from its parts.
    public init(secret: String, access: Access, clientIDs: [String], account: Int? = nil) {
        self.secret = secret
        self.access = access
        self.clientIDs = clientIDs
        self.account = account
    }

    /// A caller without credential, for operations that need none.
    public static let anonymous = Caller(secret: "", access: .full, clientIDs: [])

    /// Whether the caller may see records of the client `id`.
    public func mayUse(client id: String) -> Bool {
        clientIDs.isEmpty || clientIDs.contains(id)
    }
}
