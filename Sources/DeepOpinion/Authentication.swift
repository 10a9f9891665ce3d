// Who calls DeepOpinion Studio: the account behind a token, sent as a bearer token, bare, or as the user of Basic.

import Contract
import Crypto
import Emulator
import HTTP
import JSON
import Store

/// Studio's authentication (specification, "Tokens").
enum Authentication {
    /// The token without outer spaces and without the optional `Bearer`, in any letter case; or the user name of Basic
    /// credentials without a password, as `curl -u TOKEN:` sends it.
    static func credential(_ head: RequestHead) -> String? {
        guard let header = head.headers[.authorization] else { return nil }
        let words = header.split(separator: " ")
        switch words.count {
        case 1 where words[0].lowercased() != "bearer": return String(words[0])
        case 2 where words[0].lowercased() == "bearer": return String(words[1])
        case 2 where words[0].lowercased() == "basic": return user(withoutPassword: String(words[1]))
        default: return nil
        }
    }

    /// The user name of Basic credentials (RFC 7617 section 2) whose password is empty. Credentials of a tenant have a
    /// colon themselves, so only the last one separates.
    private static func user(withoutPassword encoded: String) -> String? {
        guard let bytes = Base64.decode(encoded), bytes.last == UInt8(ascii: ":"), bytes.count > 1 else { return nil }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    /// Accepts issued tokens that are neither expired nor revoked, and the tenant's own credentials, which stand for the
    /// first account.
    static func authenticate(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let token = credential(request.head) else { throw Problem.missingToken }
        if let caller = tenant.credentials.remembered(DeepOpinion.id, token, at: tenant.now) { return caller }
        guard let (caller, until) = try find(token, tenant), until > tenant.now else {
            throw Problem.invalidToken
        }
        tenant.credentials.remember(caller, platform: DeepOpinion.id, until: until)
        return caller
    }

    private static func find(_ token: String, _ tenant: Tenant) throws -> (caller: Caller, until: Instant)? {
        let issued = try tenant.database.first(
            "SELECT user, expires, revoked FROM studio_tokens WHERE digest = ?", .text(Tokens.digest(token))
        ) { row in (user: row.int(0), expires: Instant(microseconds: row.int(1)), isRevoked: row.bool(2)) }
        if let issued {
            guard !issued.isRevoked else { return nil }
            return (Caller(secret: token, access: .full, clientIDs: [], account: issued.user), issued.expires)
        }
        return tenant.credentials.caller(DeepOpinion.id, token).map { own in
            (Caller(secret: token, access: own.access, clientIDs: own.clientIDs, account: Provision.account), .latest)
        }
    }

    /// The tenant of a request: the domain of the email address before login, the tenant that issued a one-time token,
    /// or the claim of a JWT. Registration and login ignore bearer tokens, so that the address alone decides.
    static func clue(_ operation: Operation, _ request: Request) -> TenantClue? {
        switch operation.id {
        case "login":
            let body = request.uncheckedJSON
            return Accounts.firstLoginToken(body).map { invited(by: $0) }
                ?? .name(domain(of: body["email"]) ?? Tenant.defaultName)
        case "register": return .name(domain(of: request.uncheckedJSON["email"]) ?? Tenant.defaultName)
        case "requestPasswordReset": return domain(of: request.uncheckedJSON["email"]).map { .name($0) }
        case "resetPassword": return request.uncheckedJSON["reset_password_token"]?.string.map { holder(of: $0) }
        case "verifyEmail": return request.uncheckedJSON["verify_email_token"]?.string.map { holder(of: $0) }
        case "acceptInvitation": return request.uncheckedJSON["token"]?.string.map { invited(by: $0) }
        default: return credential(request.head).flatMap(Tokens.tenant).map { .existing($0) }
        }
    }

    /// `ci` for `jo@ci.deepmock.test`.
    private static func domain(of email: JSON?) -> String? {
        guard let email = email?.string?.lowercased(), let at = email.lastIndex(of: "@") else { return nil }
        let suffix = ".deepmock.test"
        let domain = email[email.index(after: at)...]
        guard domain.hasSuffix(suffix), TenantName.isWord(String(domain.dropLast(suffix.count))) else { return nil }
        return String(domain.dropLast(suffix.count))
    }

    private static func holder(of token: String) -> TenantClue {
        .holder { try $0.database.exists("SELECT 1 FROM studio_one_time_tokens WHERE token = ?", .text(token)) }
    }

    private static func invited(by token: String) -> TenantClue {
        .holder { try $0.database.exists("SELECT 1 FROM studio_invitations WHERE token = ?", .text(token)) }
    }
}
