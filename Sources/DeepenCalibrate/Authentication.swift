// Who calls Deepen Calibrate, and what a token allows.

import Contract
import Emulator
import HTTP

/// Calibrate's authentication: `Authorization: Bearer <token>` (specification, "Overview").
enum Authentication {
    static let secret = SecretAuthentication(
        platform: DeepenCalibrate.id, scheme: "Bearer", demand: "A valid bearer token is required.")

    /// The client (workspace) id that every tenant has from the start.
    static let firstClient = "demo"

    /// Who calls with the token that the tenant of that name has from the start.
    static func firstCaller(of tenant: String) -> Caller {
        Caller(
            secret: FirstCredentials.secret("demo-token", tenant: tenant), access: .full, clientIDs: [firstClient])
    }

    /// What tokens allow, by `x-role` name: those of the scope "Dataset Calibration Read" are read-only.
    static let roles: [String: @Sendable (Call) throws -> Void] = [
        "read": { _ in },
        "write": { call in
            if call.caller.access == .read { throw Problem.forbidden("This token is read-only.") }
        },
    ]
}
