// Who may use the control plane: this machine's own programs and pages, or whoever has the admin token.

import Contract
import Crypto
import Emulator
import HTTP

/// Keeps hostile pages and rebound names out of the control plane.
enum AccessGuard {
    /// What is open to all: health, and sinks, whose senders know nothing of tokens.
    private static let open = SinkRecords.receivers.union(["getHealth"])

    /// Lets a request through when it has the admin token, or when it comes from this machine by a loopback name and no
    /// token is asked for. Some operations are open to all.
    ///
    /// - Parameter token: the admin token; nil when none is asked for.
    /// - Throws: ``Problem`` 401 without the token, 403 for a foreign `Host` or `Origin`.
    @Sendable static func check(_ operation: Operation, _ head: RequestHead, token: String?) throws {
        guard !open.contains(operation.id) else { return }
        if let token {
            let given = AuthorizationHeader.secret(head, scheme: "Bearer") ?? head.headers["x-deepmock-admin-token"]
            guard let given, constantTimeEquals(given, token) else {
                throw Problem.unauthenticated("The control plane asks for its token: Authorization: Bearer <token>.")
                    .with(header: "WWW-Authenticate", "Bearer")
            }
            return
        }
        if let origin = head.headers["origin"], !LoopbackName.containsOrigin(origin) {
            throw Problem.forbidden("Pages of \(origin) may not use the control plane.")
        }
        let host = head.target.authority ?? head.headers["host"] ?? ""
        guard LoopbackName.containsAuthority(host) else {
            throw Problem.forbidden(
                "The control plane answers to loopback names only, not to \(host); start with --admin-token to use others."
            )
        }
    }
}
