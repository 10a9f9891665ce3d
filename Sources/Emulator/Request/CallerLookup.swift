// Who calls; and for a credential that the tenant does not know, whose it is.

import HTTP

extension Emulator {
    /// The caller of a request to a tenant.
    ///
    /// - Throws: ``Problem`` 401 when the tenant does not know the credential, with a note if another one does.
    func caller(of request: Request, platform: Platform, tenant: Tenant) throws -> Caller {
        do {
            return try platform.authenticate(tenant, request)
        } catch let problem as Problem where problem.status == 401 {
            guard let owner = owner(of: request, platform: platform, except: tenant) else { throw problem }
            throw problem.with(
                note: "the credential belongs to tenant \(owner), the request was for tenant \(tenant.name)")
        }
    }

    /// The name of the other tenant whose credential a request has.
    private func owner(of request: Request, platform: Platform, except tenant: Tenant) -> String? {
        guard let secret = platform.credential(request.head) else { return nil }
        let key = CredentialKey(platform: platform.id, secret: secret)
        if let owner = tenants.owner(of: key), owner !== tenant { return owner.name }
        if let name = tenants.name(inCredential: secret), name != tenant.name { return name }
        return tenants.all.first { other in
            other !== tenant && (try? platform.authenticate(other, request)) != nil
        }?.name
    }
}
