// The credentials that a tenant has from the start, so that the first request works.

import JSON

/// What one platform gives a new tenant.
public struct FirstCredentials: Sendable {
    /// Nothing: for platforms that nobody needs a credential for.
    public static let none = FirstCredentials(callers: [], shown: .null)

    /// The callers that the tenant knows.
    public let callers: [Caller]
    /// What people and scripts are shown of them, for example a key; null to show nothing.
    public let shown: JSON

    /// First credentials from their parts.
    public init(callers: [Caller], shown: JSON) {
        self.callers = callers
        self.shown = shown
    }

    /// A secret of the tenant `name`: as it is for the tenant `default`, else spelled `{tenant}:{secret}`.
    public static func secret(_ secret: String, tenant name: String) -> String {
        name == Tenant.defaultName ? secret : "\(name):\(secret)"
    }

    /// A person of the tenant `name`: `demo@deepmock.test` of the tenant `default`, else below the tenant's own domain.
    public static func email(_ person: String, tenant name: String) -> String {
        name == Tenant.defaultName ? "\(person)@deepmock.test" : "\(person)@\(name).deepmock.test"
    }
}
