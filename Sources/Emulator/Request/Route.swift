// Finds the platform and the operation that a head names. Pure: nothing is made or changed.

import Contract
import HTTP

/// The platform and operation of a request.
struct Route {
    /// The platform that answers, if only with a 404.
    let platform: Platform
    /// What the router says about method and path.
    let match: RouteMatch
    /// The matching operation, if any.
    let operation: Operation?
    /// The decoded segments of the path after the tenant's prefix.
    let segments: [String]
    /// The tenant that the path's prefix `/t/{tenant}` names.
    let prefix: String?
    /// The host that the client asked for, with its port.
    let host: String?
    /// The only platform that was considered, because it owns the host or the first path segment.
    let onlyPlatform: Platform?

    /// Finds the route of a head.
    static func find(_ head: RequestHead, router: Router, platforms: PlatformTable) -> Route {
        var segments = head.target.decodedSegments
        var prefix: String?
        if segments.count >= 2, segments[0] == "t" {
            prefix = segments[1]
            segments.removeFirst(2)
        }
        // RFC 9112 section 3.2.2: an absolute target wins over Host.
        let host = head.target.authority ?? head.headers[.host]
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
