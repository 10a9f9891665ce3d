// Authentication by API key.

import Contract
import Emulator
import HTTP

/// DeepVA's authentication: `Authorization: Key <api key>` (specification, section 1).
enum Authentication {
    static let secret = SecretAuthentication(
        platform: DeepVA.id, scheme: "Key", demand: "A valid API key is required: Authorization: Key <key>.")

    /// A read-only key may not write.
    static func authorise(_ call: Call) throws {
        guard call.caller.access == .read, call.operation.method != "GET" else { return }
        throw Problem.forbidden("This API key is read-only.")
    }
}
