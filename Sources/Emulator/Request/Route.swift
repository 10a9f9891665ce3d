// What a request's head asks for: which platform, which operation. A pure look: nothing is made, nothing is changed.

import Contract
import HTTP

/// Where a head leads to.
struct Route {
    /// The platform that answers, be it with a 404.
    let platform: Platform
    /// What the contracts say of method and path.
    let match: RouteMatch
    /// The operation; nil when none takes the request.
    let operation: Operation?
    /// The path's decoded segments behind the tenant's prefix.
    let segments: [String]
    /// The tenant that the path's prefix `/t/{tenant}` names.
    let prefix: String?
    /// The host that the client asked for, with its port.
    let host: String?
    /// The platform whose operations alone were looked at, since the host or the path's first segment belongs to it.
    let onlyPlatform: Platform?

    /// Follows a head through the contracts.
    static func find(_ head: RequestHead, router: Router, platforms: PlatformTable) -> Route {
        var segments = head.target.segments.map(\.decoded)
        var prefix: String?
        if segments.count >= 2, segments[0] == "t" {
            prefix = segments[1]
            segments.removeFirst(2)
        }
        let host = head.headers["host"] ?? head.target.authority
        let only =
            segments.first.flatMap(platforms.platform(ofFirstSegment:)) ?? host.flatMap(platforms.platform(ofHost:))
        let match = router.match(
            method: method(head), segments: segments, hasFinalSlash: head.target.hasFinalSlash, platform: only?.id)
        var operation: Operation?
        if case .operation(let found, _) = match { operation = found }
        return Route(
            platform: operation.map { platforms[$0] } ?? only ?? platforms.platform(ofUnknownPath: segments),
            match: match, operation: operation, segments: segments, prefix: prefix, host: host, onlyPlatform: only)
    }

    /// Whether the request asks for the index of the server at `GET /`.
    func isIndex(_ head: RequestHead) -> Bool {
        guard case .notFound = match else { return false }
        return segments.isEmpty && onlyPlatform == nil && Self.method(head) == Method.get.name
    }

    /// HEAD is GET without the body.
    private static func method(_ head: RequestHead) -> String {
        head.method == .head ? Method.get.name : head.method.name
    }
}
