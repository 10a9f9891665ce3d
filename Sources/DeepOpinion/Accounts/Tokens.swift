// JWTs: what they claim, how they are issued and revoked (specification, "Tokens").

import Crypto
import Emulator
import JSON
import Store

/// The tokens that logins issue. They are stored as digests and looked up by them, so that no request costs a signature.
enum Tokens {
    /// Seconds that a token is valid for.
    static let lifetime = 1_209_600

    /// Signs a token on the thread pool, and answers with it.
    static func issue(to user: Int, _ call: Call, message: String, status: String) throws -> Reply {
        let (claims, placeholder) = try reserve(for: user, call)
        let key = SigningKey(directory: call.emulator.configuration.dataDirectory)
        return .later(lane: .short) {
            try JSONWebToken.sign(claims: claims, key: key.load())
        } then: { token in
            try call.database.execute(
                "UPDATE studio_tokens SET digest = ? WHERE digest = ?", .text(digest(token)), .text(placeholder))
            guard call.database.changes == 1 else { throw Problem.unauthenticated("The account was deleted.") }
            return .json { writer in
                writer.beginObject()
                writer.field("auth_token", token)
                writer.field("message", message)
                writer.field("status", status)
                writer.endObject()
            }
        }
    }

    /// Reserves a row for a new token, under a placeholder until it is signed. Equal claims have equal signatures, so
    /// each token of a user claims a second of its own: the present one or, when that is taken, the latest free one
    /// before it. No token claims to come from the future, which apps refuse.
    private static func reserve(for user: Int, _ call: Call) throws -> (claims: [UInt8], placeholder: String) {
        try call.database.execute(
            "DELETE FROM studio_tokens WHERE user = ? AND expires <= ?", .int(user), .int(call.now.microseconds))
        let now = call.now.unixSeconds
        let issued =
            try call.database.scalarInt(freeSecond, .int(user), .int(now * 1_000_000)).map { $0 / 1_000_000 } ?? now
        let placeholder = "pending \(user) \(issued)"
        try call.database.execute(
            "INSERT INTO studio_tokens(digest, user, issued, expires) VALUES (?, ?, ?, ?)", .text(placeholder),
            .int(user), .int(issued * 1_000_000), .int((issued + lifetime) * 1_000_000))
        return (claims(user: user, issued: issued, tenant: call.tenant.name), placeholder)
    }

    /// The latest second up to the given one in which no token of the user was issued, in microseconds. Rows of revoked
    /// credentials lie between the seconds.
    private static let freeSecond: SQL = """
        SELECT CASE WHEN EXISTS (SELECT 1 FROM studio_tokens WHERE user = ?1 AND issued = ?2) THEN
            (SELECT t.issued - 1000000 FROM studio_tokens t
            WHERE t.user = ?1 AND t.issued <= ?2 AND t.issued % 1000000 = 0 AND NOT EXISTS (
                SELECT 1 FROM studio_tokens o WHERE o.user = ?1 AND o.issued = t.issued - 1000000)
            ORDER BY t.issued DESC LIMIT 1)
        ELSE ?2 END
        """

    /// The claims, in order. Outside the default tenant the last one names the tenant.
    private static func claims(user: Int, issued: Int, tenant: String) -> [UInt8] {
        var claims: JSONObject = [
            "exp": .int(issued + lifetime), "sub": .int(user), "iss": "deepopinion.ai", "languages": ["*"],
            "functionality": ["Analysis/*", "Training/*", "Models/*"], "iat": .int(issued),
        ]
        if tenant != Tenant.defaultName { claims["tenant"] = .string(tenant) }
        return JSON.object(claims).serialized()
    }

    /// What a token is stored as.
    static func digest(_ token: String) -> String { Hex.encode(SHA256.digest(of: token)) }

    /// The tenant that a token claims to belong to, if any.
    static func tenant(in token: String) -> String? {
        guard let claims = JSONWebToken.claims(in: token), let json = try? JSON(parsing: claims) else { return nil }
        return json["tenant"]?.string
    }

    /// Revokes the token of a request, whether a login issued it or it is one of the tenant's own credentials.
    static func revoke(_ call: Call) throws {
        try call.database.execute(
            """
            INSERT INTO studio_tokens(digest, user, issued, expires, revoked) VALUES (?, ?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET revoked = 1
            """, .text(digest(call.caller.secret)), .int(call.caller.account ?? 0), .int(call.now.microseconds),
            .int(Instant.latest.microseconds))
        call.tenant.credentials.forget(call.caller.secret, platform: DeepOpinion.id)
    }

    /// Revokes every token of an account.
    static func revokeAll(of user: Int, _ call: Call) throws {
        try call.database.execute("DELETE FROM studio_tokens WHERE user = ?", .int(user))
        call.tenant.credentials.forget(account: user, platform: DeepOpinion.id)
    }
}
