// Who calls Deepen AI's annotation tools, and what a token allows.

import Contract
import Emulator
import HTTP

/// The annotation tools' authentication: `Authorization: Bearer <token>` (specification, "Overview").
enum Authentication {
    static let secret = SecretAuthentication(
        platform: DeepenTools.id, scheme: "Bearer", demand: "A valid bearer token is required.")

    /// The client (workspace) id that every tenant has from the start.
    static let firstClient = "demo"

    /// Who calls with the token that the tenant of that name has from the start.
    static func firstCaller(of tenant: String) -> Caller {
        Caller(
            secret: FirstCredentials.secret("demo-token", tenant: tenant), access: .full, clientIDs: [firstClient])
    }

    /// What tokens allow, by `x-role` name. One of the operations that read is a POST.
    static let roles: [String: @Sendable (Call) throws -> Void] = [
        "read": { _ in },
        "write": { call in
            if call.caller.access == .read { throw Problem.forbidden("This token is read-only.") }
        },
    ]

    /// The address of the user whose token calls; nil for a token that belongs to no person, such as one that a test
    /// has added.
    static func email(of call: Call) -> String? {
        let isFirst = call.caller.secret == firstCaller(of: call.tenant.name).secret
        return isFirst ? FirstCredentials.email("demo", tenant: call.tenant.name) : nil
    }
}
