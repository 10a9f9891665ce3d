// Cross-origin calls by browsers (the Fetch standard's CORS protocol): any origin for emulated platforms.

import Contract
import HTTP

/// Answers preflights and marks answers for browsers.
enum CrossOrigin {
    /// Seconds for which a browser may remember a preflight.
    private static let maximumAge = "600"

    /// Every method that some path takes: the answer to `OPTIONS *`, which asks about the server as a whole (RFC 9110
    /// section 9.3.7).
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Whether an OPTIONS request is a browser's preflight.
    static func isPreflight(_ request: Request) -> Bool {
        request.head.method == .options && request.head.headers["origin"] != nil
            && request.head.headers["access-control-request-method"] != nil
    }

    /// The answer to OPTIONS: what the path allows, without authentication.
    ///
    /// - Throws: ``Problem`` 404 when no operation has the path.
    static func reply(_ context: RequestContext, router: Router) throws -> Reply {
        guard context.head.target.rawPath != "*" else { return reply(allow: methods, request: context.request) }
        let allow = router.allowed(
            segments: context.route.segments, hasFinalSlash: context.head.target.hasFinalSlash,
            platform: context.route.onlyPlatform?.id)
        guard !allow.isEmpty else { throw Problem.unknownPath }
        return reply(allow: allow, request: context.request)
    }

    private static func reply(allow: [String], request: Request) -> Reply {
        var headers: [(name: String, value: String)] = [("Allow", allow.joined(separator: ", "))]
        if isPreflight(request) {
            headers.append(("Access-Control-Allow-Methods", allow.joined(separator: ", ")))
            let wanted = request.head.headers["access-control-request-headers"] ?? "Authorization, Content-Type"
            headers.append(("Access-Control-Allow-Headers", wanted))
            headers.append(("Access-Control-Max-Age", maximumAge))
        }
        return .empty(204, headers: headers)
    }

    /// Adds what a browser needs to hand the answer to a page of another origin.
    ///
    /// The control plane echoes only origins of this machine, or any origin if an admin token is required.
    static func addHeaders(to headers: inout Headers, context: RequestContext) {
        guard let origin = context.head.headers["origin"] else { return }
        guard context.platform.isControl else {
            headers.add("Access-Control-Allow-Origin", "*")
            headers.add("Access-Control-Expose-Headers", "*")
            return
        }
        guard context.asksForAdminToken || LoopbackName.containsOrigin(origin) else { return }
        headers.add("Access-Control-Allow-Origin", origin)
        headers.add("Access-Control-Expose-Headers", "*")
        headers.add("Vary", "Origin")
    }
}
