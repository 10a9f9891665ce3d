// Who calls Deepen Calibrate, and what a token allows.

import Emulator
import HTTP

/// Calibrate's authentication: `Authorization: Bearer <token>` (specification, "Overview").
enum Authentication {
    static func credential(_ head: RequestHead) -> String? {
        AuthorizationHeader.secret(head, scheme: "Bearer")
    }

    /// The client (workspace) id that every tenant has from the start.
    static let firstClient = "demo"

    /// Who calls with the token that the tenant of that name has from the start.
    static func firstCaller(of tenant: String) -> Caller {
        Caller(
            secret: FirstCredentials.secret("demo-token", tenant: tenant), access: .full, clientIDs: [firstClient])
    }

    static func authenticate(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let token = credential(request.head), let caller = tenant.credentials.caller(DeepenCalibrate.id, token)
        else {
            throw Problem.unauthenticated("A valid bearer token is required.").with(
                header: "WWW-Authenticate", "Bearer")
        }
        return caller
    }

    /// Tokens of the scope "Dataset Calibration Read" are read-only.
    static func authorise(_ call: Call) throws {
        guard call.caller.access == .read, call.operation.method != "GET" else { return }
        throw Problem.forbidden("This token is read-only.")
    }
}
