// Callers that prove who they are by one secret in the Authorization header: an API key or a bearer token.

import HTTP

/// Authentication by a secret that a tenant knows.
public struct SecretAuthentication: Sendable {
    private let platform: String
    /// The scheme's name in the header, for example `Bearer`.
    public let scheme: String
    private let demand: String

    /// An authentication of the platform with that id.
    ///
    /// - Parameters:
    ///   - scheme: the scheme's name in the header, for example `Bearer`.
    ///   - demand: the sentence of a 401: what is required.
    public init(platform: String, scheme: String, demand: String) {
        self.platform = platform
        self.scheme = scheme
        self.demand = demand
    }

    /// The secret; nil when the head has none in this scheme.
    public func secret(_ head: RequestHead) -> String? {
        AuthorizationHeader.secret(head, scheme: scheme)
    }

    /// The caller whose secret the request carries.
    ///
    /// - Throws: ``Problem`` 401 when the tenant knows none.
    public func caller(_ tenant: Tenant, _ request: Request) throws -> Caller {
        guard let secret = secret(request.head), let caller = tenant.credentials.caller(platform, secret) else {
            throw Problem.unauthenticated(demand)
        }
        return caller
    }
}
