// Opaque tokens that are mailed and work once.

import Emulator
import Store

/// Tokens that reset a password or verify an address.
enum OneTimeTokens {
    /// What a token is for.
    enum Kind: String {
        case reset
        case verify
    }

    /// Seconds that a token is valid for: one day.
    private static let lifetime = 86_400

    /// Creates a token for a user: 32 lower-case hexadecimal digits.
    static func make(_ kind: Kind, for user: Int, _ call: Call) throws -> String {
        let token = call.tenant.identifiers.hex(32)
        try call.database.execute(
            "DELETE FROM studio_one_time_tokens WHERE user = ? AND expires <= ?", .int(user),
            .int(call.now.microseconds))
        try call.database.execute(
            "INSERT INTO studio_one_time_tokens(token, kind, user, created, expires) VALUES (?, ?, ?, ?, ?)",
            .text(token), .text(kind.rawValue), .int(user), .int(call.now.microseconds),
            .int(call.now.advanced(bySeconds: lifetime).microseconds))
        return token
    }

    /// The user behind a token, without using it.
    ///
    /// - Throws: ``Problem`` 409 when it is unknown, used or expired.
    static func user(of token: String, _ kind: Kind, _ call: Call) throws -> Int {
        let user = try call.database.scalarInt(
            """
            SELECT t.user FROM studio_one_time_tokens t JOIN studio_users u ON u.id = t.user
            WHERE t.token = ? AND t.kind = ? AND t.used IS NULL AND t.expires > ? AND u.email_key IS NOT NULL
            """, .text(token), .text(kind.rawValue), .int(call.now.microseconds))
        guard let user else { throw Problem.badToken }
        return user
    }

    /// Uses a token; it does not work a second time.
    ///
    /// - Throws: ``Problem`` 409 when it is unknown, used or expired.
    static func redeem(_ token: String, _ kind: Kind, _ call: Call) throws -> Int {
        let user = try user(of: token, kind, call)
        try call.database.execute(
            "UPDATE studio_one_time_tokens SET used = ? WHERE token = ?", .int(call.now.microseconds), .text(token))
        return user
    }
}
