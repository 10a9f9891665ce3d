// URLs that the server writes into its answers: they lead back to the same server and the same tenant.

import HTTP

/// Builds absolute URLs for one request.
public struct Links: Sendable {
    /// Scheme, host, port and, where it is needed, tenant prefix; no final slash.
    public let base: String
    private let origin: String
    /// The prefix of the tenant in URLs that are called without a credential: there unless the host names the tenant.
    private let openPrefix: String

    /// Links for a request.
    ///
    /// - Parameters:
    ///   - origin: scheme, host and port, as the operator has set them or the client used them.
    ///   - tenant: the tenant's name.
    ///   - reason: what chose the tenant.
    init(origin: String, tenant: String, reason: TenantSelection.Reason) {
        self.origin = origin
        openPrefix = tenant == Tenant.defaultName || reason == .host ? "" : "/t/\(tenant)"
        base = openPrefix.isEmpty || reason == .credential ? origin : origin + openPrefix
    }

    /// The tenant prefix of ``base``; empty where it has none.
    var prefix: String { base == origin ? "" : openPrefix }

    /// The absolute URL of a path that begins with a slash.
    public func url(_ path: String) -> String { base + path }

    /// The absolute URL of a path that clients call without the credential that may have chosen the tenant, such as
    /// upload sessions and signed links.
    public func openURL(_ path: String) -> String { origin + openPrefix + path }
}
