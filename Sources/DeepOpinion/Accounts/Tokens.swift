// JWTs: what they claim, how they are issued, and how they end (specification, "Tokens").

import Crypto
import Emulator
import JSON
import Store

/// The tokens that logins give out. A token is known by the digest of its text, so that a request costs no signature.
enum Tokens {
    /// Seconds that a token is valid for.
    static let lifetime = 1_209_600

    /// Signs a token on the thread pool, and answers it.
    static func issue(to user: Int, _ call: Call, message: String, status: String) throws -> Reply {
        let (claims, placeholder) = try reserve(for: user, call)
        let key = SigningKey(directory: call.emulator.configuration.dataDirectory)
        return .later {
            try JSONWebToken.sign(claims: claims, key: key.load())
        } then: { token in
            try call.database.execute(
                "UPDATE studio_tokens SET digest = ? WHERE digest = ?", .text(digest(token)), .text(placeholder))
            guard call.database.changes == 1 else { throw Problem.unauthenticated("The account is gone.") }
            return .json { writer in
                writer.beginObject()
                writer.field("auth_token", token)
                writer.field("message", message)
                writer.field("status", status)
                writer.endObject()
            }
        }
    }

    /// The claims of a new token, and the digest under which its row waits for it. Signatures are the same for the same
    /// claims, so each token of a user has a second of its own.
    private static func reserve(for user: Int, _ call: Call) throws -> (claims: [UInt8], placeholder: String) {
        let now = call.now.unixSeconds
        try call.database.execute(
            "DELETE FROM studio_tokens WHERE user = ? AND expires <= ?", .int(user), .int(call.now.microseconds))
        let last = try call.database.scalarInt("SELECT max(issued) FROM studio_tokens WHERE user = ?", .int(user))
        let issued = max(now, last.map { Instant(microseconds: $0).unixSeconds + 1 } ?? now)
        let placeholder = "pending \(user) \(issued)"
        try call.database.execute(
            "INSERT INTO studio_tokens(digest, user, issued, expires) VALUES (?, ?, ?, ?)", .text(placeholder),
            .int(user), .int(issued * 1_000_000), .int((issued + lifetime) * 1_000_000))
        return (claims(user: user, issued: issued, tenant: call.tenant.name), placeholder)
    }

    /// The claims in their order. Outside of the first tenant the last one names the tenant.
    private static func claims(user: Int, issued: Int, tenant: String) -> [UInt8] {
        var claims: JSONObject = [
            "exp": .int(issued + lifetime), "sub": .int(user), "iss": "deepopinion.ai", "languages": ["*"],
            "functionality": ["Analysis/*", "Training/*", "Models/*"], "iat": .int(issued),
        ]
        if tenant != Tenant.defaultName { claims["tenant"] = .string(tenant) }
        return JSON.object(claims).serialized()
    }

    /// What a token is known by.
    static func digest(_ token: String) -> String { Hex.encode(SHA256.digest(of: token)) }

    /// The tenant that a token says it belongs to; nil when it says nothing.
    static func tenant(in token: String) -> String? {
        guard let claims = JSONWebToken.claims(in: token), let json = try? JSON(parsing: claims) else { return nil }
        return json["tenant"]?.string
    }

    /// Ends the token of a request, whether a login gave it out or it is one of the tenant's own credentials.
    static func revoke(_ call: Call) throws {
        try call.database.execute(
            """
            INSERT INTO studio_tokens(digest, user, issued, expires, revoked) VALUES (?, ?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET revoked = 1
            """, .text(digest(call.caller.secret)), .int(call.caller.account ?? 0), .int(call.now.microseconds),
            .int(Instant.latest.microseconds))
        call.tenant.credentials.forget(call.caller.secret, platform: DeepOpinion.id)
    }

    /// Ends every token of an account.
    static func revokeAll(of user: Int, _ call: Call) throws {
        try call.database.execute("DELETE FROM studio_tokens WHERE user = ?", .int(user))
        call.tenant.credentials.forget(account: user, platform: DeepOpinion.id)
    }
}
