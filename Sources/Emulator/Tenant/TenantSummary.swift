// What a test author needs to use a tenant: base URLs and credentials, in the shape of the ready line.

import JSON

/// Describes tenants to people and scripts.
public enum TenantSummary {
    /// The base URL of each platform; all four share one port, told apart by their paths.
    public static func platforms(base: String) -> JSON {
        .object(JSONObject(["deepva", "deepopinion", "deepen-tools", "deepen-calibrate"].map { ($0, .string(base)) }))
    }

    /// Name, base URLs and credentials of the tenant `name` on the server at `origin`.
    public static func json(name: String, origin: String) -> JSON {
        let base = name == Tenant.defaultName ? origin : "\(origin)/t/\(name)"
        return [
            "name": .string(name),
            "base": .string(base),
            "platforms": platforms(base: base),
            "credentials": Credentials.Defaults(tenant: name).json,
        ]
    }
}
