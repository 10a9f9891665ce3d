// What a test author needs to use a tenant: base URLs and credentials, in the form of the ready line.

import JSON

/// Describes tenants to people and scripts.
public enum TenantSummary {
    /// Name, base URLs and credentials of the tenant `name` on the server at `origin`.
    public static func json(name: String, origin: String, platforms: PlatformTable) -> JSON {
        let base = name == Tenant.defaultName ? origin : "\(origin)/t/\(name)"
        return [
            "name": .string(name),
            "base": .string(base),
            "platforms": platforms.urls(base: base),
            "credentials": platforms.credentials(ofTenant: name),
        ]
    }
}
