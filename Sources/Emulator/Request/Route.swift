// Finds the platform and the operation that a head names. Pure: nothing is made or changed.

import Contract
import HTTP
import System

/// The platform and operation of a request. An object, because it is passed on many times.
final class Route {
    /// The platform that answers, if only with a 404.
    let platform: Platform
    /// What the router says about method and path.
    let match: RouteMatch
    /// The matching operation, if any.
    let operation: Operation?
    /// The path after the tenant's prefix.
    let path: SegmentedPath
    /// The tenant that the path's prefix `/t/{tenant}` names.
    let prefix: String?
    /// The host that the client asked for, with its port.
    let host: String?
    /// The only platform that was considered, because it owns the host or the first path segment.
    let onlyPlatform: Platform?

    /// Finds the route of a head.
    init(_ head: RequestHead, router: Router, platforms: PlatformTable) {
        var path = head.target.path
        prefix = Self.takePrefix(from: &path)
        self.path = path
        // RFC 9112 section 3.2.2: an absolute target wins over Host.
        host = head.target.authority ?? head.headers[.host]
        let only = platforms.platform(ofFirstSegmentIn: path) ?? host.flatMap(platforms.platform(ofHost:))
        onlyPlatform = only
        match = router.match(
            method: Self.method(head), path: path, hasFinalSlash: head.target.hasFinalSlash, platform: only?.id)
        if case .operation(let found, _) = match {
            operation = found
            platform = platforms[found]
        } else {
            operation = nil
            platform = only ?? platforms.platform(ofUnknownPath: path.segments)
        }
    }

    /// Whether the request asks for the index of the server at `GET /`.
    func isIndex(_ head: RequestHead) -> Bool {
        guard case .notFound = match else { return false }
        return path.isEmpty && onlyPlatform == nil && Self.method(head) == Method.get.name
    }

    /// Takes `/t/{tenant}` off a path that begins with it.
    private static func takePrefix(from path: inout SegmentedPath) -> String? {
        guard path.begins(with: "t") else { return nil }
        var rest = path
        _ = rest.removeFirst()
        guard let tenant = rest.removeFirst() else { return nil }
        path = rest
        return tenant
    }

    /// HEAD is GET without the body.
    private static func method(_ head: RequestHead) -> String {
        head.method == .head ? Method.get.name : head.method.name
    }
}
