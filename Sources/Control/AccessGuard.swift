// Who may use the control plane: programs and pages of this machine, or anyone with the admin token.

import Contract
import Crypto
import Emulator
import HTTP

/// Protects the control plane from hostile pages, DNS rebinding, and webhooks that clients point at it.
enum AccessGuard {
    /// Accepts a request that has the admin token. When the server has no token, accepts a request that uses a loopback
    /// name. Operations whose contract says `security: []` are open to all.
    ///
    /// - Parameter token: the admin token of the server, if it has one.
    /// - Throws: ``Problem`` 401 without the token, 403 for a foreign `Host` or `Origin`.
    @Sendable static func check(_ operation: Operation, _ head: RequestHead, token: String?) throws {
        guard operation.authentication != .none else { return }
        guard head.headers[Delivery.numberHeader] == nil else {
            throw Problem.forbidden("Webhooks may not use the control plane. Only sinks take them.")
        }
        if let token {
            let given = AuthorizationHeader.secret(head, scheme: "Bearer") ?? head.headers["x-deepmock-admin-token"]
            guard let given, constantTimeEquals(given, token) else {
                throw Problem.unauthenticated(
                    "The control plane requires the admin token. Send the header Authorization: Bearer <token>."
                )
            }
            return
        }
        if let origin = LoopbackName.foreignOrigin(head) {
            throw Problem.forbidden("Pages of \(origin) may not use the control plane.")
        }
        let host = head.target.authority ?? head.headers[.host] ?? ""
        guard LoopbackName.containsAuthority(host) else {
            throw Problem.forbidden(
                "The control plane accepts only loopback names, not \(host). Start deepmock with --admin-token to use other names."
            )
        }
    }
}
