// What a request says about its tenant in a way that only its platform understands.

import HTTP
import JSON
import System

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
    /// The name of the tenant that a clue leads to; nil when it leads nowhere.
    func name(following clue: TenantClue) throws -> String? {
        switch clue {
        case .name(let name): self[name] != nil || (!policy.isStrict && isUsable(name)) ? name : nil
        case .existing(let name): self[name] != nil || held.contains(name) ? name : nil
        case .holder(let isHolder): try all.first(where: isHolder)?.name
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
