// Who calls Deepen Calibrate, and what a token allows.

import Emulator
import HTTP

/// Calibrate's authentication: `Authorization: Bearer <token>` (specification, "Overview").
enum Authentication {
    static func credential(_ request: Request) -> String? {
        AuthorizationHeader.secret(request, scheme: "Bearer")
    }

    static func authenticate(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let token = credential(request), let caller = tenant.credentials.caller(DeepenCalibrate.id, token) else {
            throw Problem.unauthenticated("A valid bearer token is required.").with(
                header: "WWW-Authenticate", "Bearer")
        }
        return caller
    }

    /// Tokens of the scope "Dataset Calibration Read" may only read.
    static func authorise(_ call: Call) throws {
        guard call.caller.access == .read, call.operation.method != "GET" else { return }
        throw Problem.forbidden("This token may only read calibrations.")
    }
}
