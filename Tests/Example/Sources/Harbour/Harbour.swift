// Harbour: the table of contents. A made-up platform of one resource, which shows what a platform needs.

import Emulator

/// A harbour that lets its berths to ships.
public enum Harbour {
    /// The platform's id, which is also the name of its contract folder.
    static let id = "harbour"

    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: id,
        hosts: ["api.harbour.example"],
        unknownPaths: ["/harbour"],
        dialect: Dialect(),
        credential: Authentication.secret.secret,
        challenges: [Authentication.secret.scheme],
        authenticate: Authentication.secret.caller,
        scopes: [Scope.scopes],
        firstCredentials: Authentication.first,
        handlers: [Berths.handlers])
}
