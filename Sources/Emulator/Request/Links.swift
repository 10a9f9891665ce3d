// URLs that the server writes into its answers: they lead back to the same server and the same tenant.

import HTTP

/// Builds absolute URLs for one request.
public struct Links: Sendable {
    /// Scheme, host, port and, where it is needed, tenant prefix; no final slash.
    public let base: String
    /// The same for URLs that are called without a credential: the tenant is named unless the host does it.
    private let openBase: String

    /// Links for a request.
    ///
    /// - Parameters:
    ///   - external: the base URL that the operator set, if any; it wins over what the client used.
    ///   - host: the request's `Host`.
    ///   - tenant: the tenant's name.
    ///   - choice: how the tenant was found.
    init(external: String?, host: String?, tenant: String, choice: TenantChoice) {
        let origin = external ?? "http://\(host ?? "127.0.0.1")"
        let isCarried = tenant == Tenant.defaultName || choice == .host || choice == .credential
        base = isCarried ? origin : "\(origin)/t/\(tenant)"
        openBase = tenant == Tenant.defaultName || choice == .host ? origin : "\(origin)/t/\(tenant)"
    }

    /// The absolute URL of a path that begins with a slash.
    public func url(_ path: String) -> String { base + path }

    /// The absolute URL of a path that clients call without the credential that may have chosen the tenant, such as
    /// upload sessions and signed links.
    public func openURL(_ path: String) -> String { openBase + path }
}
