// What a request says about its tenant in a way that only its platform understands.

import HTTP
import JSON

/// A hint at a request's tenant, for requests that no prefix, header, host label or known credential places.
public enum TenantClue {
    /// The tenant of that name; it is made unless it exists, except where tenants are strict.
    case name(String)
    /// The tenant of that name, if it exists.
    case existing(String)
    /// The first tenant for which this is true, in the order in which they were made: for tokens that one of them issued.
    case holder((Tenant) throws -> Bool)
}

extension Tenants {
    /// The tenant that a clue leads to; nil when it leads nowhere.
    ///
    /// - Throws: ``Problem`` 409 when it would be one tenant too many.
    func follow(_ clue: TenantClue) throws -> Tenant? {
        switch clue {
        case .name(let name):
            if let tenant = self[name] { return tenant }
            return policy.isStrict || !TenantName.isValid(name) ? nil : try findOrMake(name)
        case .existing(let name): return self[name]
        case .holder(let isHolder): return try all.first(where: isHolder)
        }
    }
}

extension Request {
    /// The largest body in which clues are looked for, in bytes.
    private static let maximumClueBytes = 64 << 10

    /// A small JSON body, before anything has been checked; null when there is none.
    public var uncheckedJSON: JSON {
        guard case .payload(let payload) = body, payload.count <= Self.maximumClueBytes,
            let bytes = try? payload.bytes(maximum: Self.maximumClueBytes)
        else { return .null }
        return (try? JSON(parsing: bytes)) ?? .null
    }
}
