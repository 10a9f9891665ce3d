// Who calls DeepOpinion Studio: a bearer token, with or without its scheme name.

import Emulator
import HTTP

/// Studio's authentication (specification, "Tokens").
enum Authentication {
    /// The token, with the optional `Bearer` in any letter case taken off and outer spaces trimmed.
    static func credential(_ request: Request) -> String? {
        guard let header = request.head.headers["authorization"] else { return nil }
        let words = header.split(separator: " ", maxSplits: 1)
        if words.count == 2, words[0].lowercased() == "bearer" { return String(words[1]) }
        return header.isEmpty ? nil : header
    }

    /// Accepts the tokens that the tenant knows.
    static func authenticate(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let token = credential(request), let caller = tenant.credentials.caller("deepopinion", token) else {
            throw Problem.unauthenticated("A valid token is required.")
        }
        return caller
    }
}
