// Cross-origin calls by browsers (the Fetch standard's CORS protocol), with and without credentials: any origin for
// emulated platforms, pages of this machine for the control plane.

import Contract
import HTTP

/// Answers preflights and marks answers for browsers.
enum CrossOrigin {
    /// Seconds for which a browser may remember a preflight.
    private static let maximumAge = "600"

    /// Every method that some path takes: the answer to `OPTIONS *`, which asks about the server as a whole (RFC 9110
    /// section 9.3.7).
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Response headers that pages may read without permission (Fetch standard section 2.2.6), or never (`Set-Cookie`).
    private static let neverNamed: Set<String> = [
        "cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma",
        "set-cookie",
    ]

    /// What an answer allows the page that asked.
    private enum Permission {
        case none
        case withoutCredentials
        case withCredentials
    }

    // MARK: - OPTIONS

    /// The answer to OPTIONS: what the path allows, without authentication.
    ///
    /// - Throws: ``Problem`` 404 when no operation has the path; not for a preflight, because then a browser would not
    ///   make the request, and its page could not read the 404.
    static func reply(_ context: RequestContext, router: Router) throws -> Reply {
        var allow = methods
        if context.head.target.rawPath != "*" {
            allow = router.allowed(
                path: context.route.path, hasFinalSlash: context.head.target.hasFinalSlash,
                platform: context.route.onlyPlatform?.id)
        }
        if let wanted = preflight(context.head) { return reply(allow: allow, preflight: wanted, context) }
        guard !allow.isEmpty else { throw Problem.unknownPath }
        return .empty(204, headers: [("Allow", allow.joined(separator: ", "))])
    }

    /// The method that a browser's preflight asks for; nil if the request is none.
    private static func preflight(_ head: RequestHead) -> String? {
        guard head.headers.contains(.origin), let method = head.headers[.accessControlRequestMethod],
            !method.isEmpty, method.utf8.allSatisfy({ (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "-") })
        else { return nil }
        return method
    }

    /// The method of a preflight is allowed even where the path does not have it, so that the page gets the 405.
    private static func reply(allow: [String], preflight method: String, _ context: RequestContext) -> Reply {
        var headers: [(name: String, value: String)] = []
        if !allow.isEmpty { headers.append(("Allow", allow.joined(separator: ", "))) }
        guard permission(context, origin: context.head.headers[.origin] ?? "") != .none else {
            return .empty(204, headers: headers)
        }
        let methods = allow.contains(method) ? allow : allow + [method]
        headers.append(("Access-Control-Allow-Methods", methods.joined(separator: ", ")))
        let wanted = context.head.headers[.accessControlRequestHeaders] ?? "Authorization, Content-Type"
        headers.append(("Access-Control-Allow-Headers", wanted))
        if context.head.headers[.accessControlRequestPrivateNetwork] == "true" {
            headers.append(("Access-Control-Allow-Private-Network", "true"))
        }
        headers.append(("Access-Control-Max-Age", maximumAge))
        return .empty(204, headers: headers)
    }

    // MARK: - Every answer

    /// Adds what a browser needs to hand the answer to a page of another origin. These headers are the last, since they
    /// name the others.
    static func addHeaders(to headers: inout Headers, context: RequestContext) {
        guard let origin = context.head.headers[.origin] else { return }
        switch permission(context, origin: origin) {
        case .none: headers.add("Vary", "Origin")
        case .withoutCredentials: admit(origin, withCredentials: false, to: &headers)
        case .withCredentials: admit(origin, withCredentials: true, to: &headers)
        }
    }

    /// Allows the pages of one origin to read an answer.
    static func admit(_ origin: String, withCredentials: Bool, to headers: inout Headers) {
        var names: [String] = []
        for (name, _) in headers where !neverNamed.contains(name.lowercased()) && !names.contains(name) {
            names.append(name)
        }
        headers.add("Access-Control-Allow-Origin", origin)
        if withCredentials { headers.add("Access-Control-Allow-Credentials", "true") }
        headers.add("Access-Control-Expose-Headers", names.joined(separator: ", "))
        headers.add("Vary", "Origin")
    }

    /// The control plane lets in pages of this machine, and others if it asks everybody for its token: that one is no
    /// credential that a browser sends by itself.
    private static func permission(_ context: RequestContext, origin: String) -> Permission {
        guard context.platform.isControl, LoopbackName.foreignOrigin(context.head) != nil else {
            return .withCredentials
        }
        return context.asksForAdminToken ? .withoutCredentials : .none
    }
}
