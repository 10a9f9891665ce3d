// Who calls DeepOpinion Studio: a bearer token, with or without its scheme name.

import Crypto
import Emulator
import HTTP
import Store

/// Studio's authentication (specification, "Tokens").
enum Authentication {
    /// The token, with the optional `Bearer` in any letter case taken off and outer spaces trimmed.
    static func credential(_ request: Request) -> String? {
        guard let header = request.head.headers["authorization"] else { return nil }
        let words = header.split(separator: " ")
        switch words.count {
        case 1 where words[0].lowercased() != "bearer": return String(words[0])
        case 2 where words[0].lowercased() == "bearer": return String(words[1])
        default: return nil
        }
    }

    /// Accepts tokens that were issued, have not expired and have not been logged out, and the tenant's own credentials.
    static func authenticate(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let token = credential(request) else { throw Problem.unauthenticated("A token is required.") }
        let account = try tenant.database.scalarInt(
            "SELECT user FROM studio_tokens WHERE digest = ? AND expires > ? AND revoked = 0",
            .text(Hex.encode(SHA256.digest(of: token))), .int(tenant.now.microseconds))
        guard let account else { throw Problem.unauthenticated("A valid token is required.") }
        return Caller(secret: token, access: .full, clientIDs: [], account: account)
    }
}
