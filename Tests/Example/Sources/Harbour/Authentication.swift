// Who calls Harbour: whoever has a key.

import Emulator
import JSON

/// Harbour's authentication: `Authorization: Harbour <key>`.
enum Authentication {
    static let secret = SecretAuthentication(
        platform: Harbour.id, scheme: "Harbour", demand: "A valid key is required.")

    /// The key that a new tenant of that name has: `demo-key`, or `{tenant}:demo-key`.
    static func first(tenant: String) -> FirstCredentials {
        let key = FirstCredentials.secret("demo-key", tenant: tenant)
        return FirstCredentials(
            callers: [Caller(secret: key, access: .full, clientIDs: [])], shown: ["key": .string(key)])
    }
}
