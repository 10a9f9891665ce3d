// Who calls DeepVA: an API key.

import Emulator
import HTTP

/// DeepVA's authentication: `Authorization: Key <api key>` (specification, section 1).
enum Authentication {
    static func credential(_ head: RequestHead) -> String? {
        AuthorizationHeader.secret(head, scheme: "Key")
    }

    static func authenticate(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let key = credential(request.head), let caller = tenant.credentials.caller(DeepVA.id, key) else {
            throw Problem.unauthenticated("A valid API key is required: Authorization: Key <key>.").with(
                header: "WWW-Authenticate", "Key")
        }
        return caller
    }

    /// Keys for reading only may not write.
    static func authorise(_ call: Call) throws {
        guard call.caller.access == .read, call.operation.method != "GET" else { return }
        throw Problem.forbidden("This API key may only read.")
    }
}
