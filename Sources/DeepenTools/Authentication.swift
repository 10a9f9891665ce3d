// Who calls Deepen AI's annotation tools, and what a token allows.

import Emulator
import HTTP

/// The annotation tools' authentication: `Authorization: Bearer <token>` (specification, "Overview").
enum Authentication {
    static func credential(_ request: Request) -> String? {
        AuthorizationHeader.secret(request, scheme: "Bearer")
    }

    static func authenticate(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let token = credential(request), let caller = tenant.credentials.caller(DeepenTools.id, token) else {
            throw Problem.unauthenticated("A valid bearer token is required.").with(
                header: "WWW-Authenticate", "Bearer")
        }
        return caller
    }

    /// A token that may only read gets no further than the operations whose role is read; one of them is a POST.
    static func authorise(_ call: Call) throws {
        guard call.caller.access == .read, call.operation.role == "write" else { return }
        throw Problem.forbidden("This token may only read.")
    }

    /// The address of the user whose token calls; nil for a token that belongs to no person, as those that a test adds.
    static func email(of call: Call) -> String? {
        let defaults = Credentials.Defaults(tenant: call.tenant.name)
        return call.caller.secret == defaults.deepenToken ? defaults.studioEmail : nil
    }
}
