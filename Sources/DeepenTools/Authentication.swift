// Who calls Deepen AI's annotation tools: a bearer token.

import Emulator
import HTTP

/// The annotation tools' authentication (specification, "Overview").
enum Authentication {
    static func credential(_ request: Request) -> String? {
        AuthorizationHeader.secret(request, scheme: "Bearer")
    }

    static func authenticate(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let token = credential(request), let caller = tenant.credentials.caller("deepen-tools", token) else {
            throw Problem.unauthenticated("A valid bearer token is required.").with(
                header: "WWW-Authenticate", "Bearer")
        }
        return caller
    }
}
