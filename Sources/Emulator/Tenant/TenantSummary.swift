// What a test author needs to use a tenant: base URLs and credentials, in the form of the ready line.

import JSON

/// Describes tenants to people and scripts.
public enum TenantSummary {
    /// Name, base URLs and credentials of the tenant `name` on the server at `origin`, unless the operator has set other
    /// URLs for platforms.
    public static func json(name: String, origin: String, external: ExternalURLs, platforms: PlatformTable) -> JSON {
        let prefix = name == Tenant.defaultName ? "" : "/t/\(name)"
        return [
            "name": .string(name),
            "base": .string(origin + prefix),
            "platforms": platforms.urls(base: origin + prefix, external: external, prefix: prefix),
            "credentials": platforms.credentials(ofTenant: name),
        ]
    }
}
