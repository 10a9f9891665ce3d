// Chooses the tenant of a request by name. Pure: nothing is made or changed.

import Contract
import HTTP

/// A choice of a tenant.
struct TenantSelection {
    /// What in a request chose the tenant; links in answers depend on it.
    enum Reason: Sendable, Equatable {
        /// The path's prefix `/t/{tenant}`.
        case prefix
        /// The header `X-Deepmock-Tenant`.
        case header
        /// The host label `{tenant}.localhost`.
        case host
        /// The credential, or a clue that only the platform understands; the client will send it again.
        case credential
        /// Nothing at all: the default tenant.
        case fallback
    }

    /// The tenant's name; the tenant may not exist yet.
    let name: String
    /// What chose it.
    let reason: Reason
    /// The tenant itself, where the choice has found it already.
    var tenant: Tenant?

    /// Nothing in the request names a tenant.
    static var fallback: TenantSelection { TenantSelection(name: Tenant.defaultName, reason: .fallback) }

    /// The first match wins: path prefix, header, host label, credential, `default`. A clue that only the platform
    /// understands comes before the credential of an operation that needs none, and after it elsewhere.
    ///
    /// - Parameters:
    ///   - request: the request with as much of its body as has come; made only for platforms that look into it.
    ///   - secret: the credential's text, as the platform reads it.
    /// - Throws: what looking for the holder of a token throws.
    static func choose(
        _ head: RequestHead, _ request: @autoclosure () -> Request, route: Route, secret: String?, in tenants: Tenants
    ) throws -> TenantSelection {
        if let prefix = route.prefix { return TenantSelection(name: prefix, reason: .prefix) }
        if let name = head.headers[.deepmockTenant] { return TenantSelection(name: name, reason: .header) }
        if let name = route.host.flatMap(TenantName.inHost) { return TenantSelection(name: name, reason: .host) }
        if let operation = route.operation, !operation.security,
            let name = try clue(operation, request(), route.platform, tenants)
        {
            return TenantSelection(name: name, reason: .credential)
        }
        guard let secret else { return .fallback }
        if let owner = tenants.owner(of: CredentialKey(platform: route.platform.id, secret: secret)) {
            return TenantSelection(name: owner.name, reason: .credential, tenant: owner)
        }
        if !tenants.policy.isStrict, let name = tenants.name(inCredential: secret) {
            return TenantSelection(name: name, reason: .credential)
        }
        if let operation = route.operation, operation.security,
            let name = try clue(operation, request(), route.platform, tenants)
        {
            return TenantSelection(name: name, reason: .credential)
        }
        return .fallback
    }

    private static func clue(
        _ operation: Operation, _ request: Request, _ platform: Platform, _ tenants: Tenants
    ) throws -> String? {
        try platform.clue(operation, request).flatMap(tenants.name(following:))
    }
}
