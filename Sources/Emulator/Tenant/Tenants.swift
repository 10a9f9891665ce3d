// Every tenant of the process: making, finding, resetting and deleting them.

import JSON
import Store

/// The tenants of one process.
public final class Tenants {
    /// How tenants are made.
    public struct Policy: Sendable {
        /// Whether only the control plane makes tenants.
        public let isStrict: Bool
        /// The most tenants at a time.
        public let maximum: Int
        /// What a tenant starts from; the seed is mixed with the tenant's name.
        public let origin: Tenant.Origin

        /// A policy from its parts.
        public init(isStrict: Bool, maximum: Int, origin: Tenant.Origin) {
            self.isStrict = isStrict
            self.maximum = maximum
            self.origin = origin
        }
    }

    /// How tenants are made.
    public let policy: Policy
    private let worlds: TenantStorage
    private let wallClock: any WallClock
    private let fill: (Tenant) throws -> Void
    private var byName: [String: Tenant] = [:]
    private var owners: [CredentialKey: String] = [:]
    /// Tenants in the order in which they were made.
    public private(set) var all: [Tenant] = []

    /// - Parameter fill: puts into a fresh tenant what every platform ships.
    init(policy: Policy, worlds: TenantStorage, wallClock: any WallClock, fill: @escaping (Tenant) throws -> Void) {
        self.policy = policy
        self.worlds = worlds
        self.wallClock = wallClock
        self.fill = fill
    }

    /// The tenant `name`, if there is one.
    public subscript(name: String) -> Tenant? { byName[name] }

    /// The tenant that a credential belongs to, if any tenant knows it.
    func owner(of key: CredentialKey) -> Tenant? { owners[key].flatMap { byName[$0] } }

    /// The tenant `name`, made now unless it exists and if the policy allows it.
    ///
    /// - Throws: ``Problem`` 404 when it does not exist and may not be made, 409 when there are too many.
    func findOrMake(_ name: String) throws -> Tenant {
        if let tenant = byName[name] { return tenant }
        guard TenantName.isValid(name), !policy.isStrict else { throw Problem.notFound("Tenant \(name)") }
        return try make(name, origin: policy.origin)
    }

    /// Makes the tenant `name`.
    ///
    /// - Parameter origin: what it starts from; its seed is mixed with the name.
    /// - Throws: ``Problem`` 400 for a bad name, 409 when it exists or there are too many.
    @discardableResult
    public func make(_ name: String, origin: Tenant.Origin) throws -> Tenant {
        guard TenantName.isValid(name) else {
            throw Problem.badRequest(
                "name: expected 1 to 40 characters of a-z, 0-9 and '-', beginning with a letter or a digit, not a platform.",
                field: "name")
        }
        guard byName[name] == nil else { throw Problem.conflict("Tenant \(name) exists already.", field: "name") }
        guard all.count < policy.maximum else {
            throw Problem.conflict("There are already \(policy.maximum) tenants, the most that this server keeps.")
        }
        let world = try worlds.open(name)
        let tenant = Tenant(
            name: name, database: world.database, blobs: world.blobs, origin: origin.seeded(for: name),
            wallClock: wallClock)
        tenant.credentials.onAdded = { [unowned self, unowned tenant] key in
            if owners[key] == nil { owners[key] = tenant.name }
        }
        tenant.credentials.onRemoved = { [unowned self, unowned tenant] key in
            if owners[key] == tenant.name { owners[key] = nil }
        }
        do {
            try tenant.load()
            try tenant.outbox.load()
            if try !tenant.isSeeded() { try fillFresh(tenant) }
            try tenant.database.commit()
        } catch {
            tenant.close()
            forgetCredentials(of: tenant)
            throw error
        }
        byName[name] = tenant
        all.append(tenant)
        return tenant
    }

    /// Opens every tenant that the data directory holds.
    func openStored() throws {
        for name in try worlds.storedNames() where byName[name] == nil {
            try make(name, origin: policy.origin)
        }
    }

    /// Puts a tenant back to the moment of its creation. What was written before in this turn must have been committed.
    func reset(_ tenant: Tenant, to initialState: InitialState) throws {
        forgetCredentials(of: tenant)
        try worlds.clear(tenant.database, tenant.blobs)
        try tenant.restart(initialState)
        try fillFresh(tenant)
    }

    /// Puts a snapshot in place of everything that a tenant holds. What was written before in this turn must have been
    /// committed. The first credentials of its name are always there afterwards.
    func restore(_ snapshot: Snapshot, into tenant: Tenant) throws {
        try tenant.blobs.receive(snapshot.files)
        forgetCredentials(of: tenant)
        try tenant.database.restore(image: snapshot.image)
        try tenant.database.savepoint {
            try tenant.resume(at: snapshot.taken)
            try tenant.credentials.addDefaults(tenant: tenant.name)
        }
        try tenant.blobs.sweep()
    }

    /// Deletes a tenant with everything in it.
    public func delete(_ tenant: Tenant) throws {
        guard tenant.name != Tenant.defaultName else {
            throw Problem.conflict("The tenant default cannot be deleted; reset it instead.")
        }
        tenant.close()
        forgetCredentials(of: tenant)
        byName[tenant.name] = nil
        all.removeAll { $0 === tenant }
        try worlds.remove(tenant.name)
    }

    private func fillFresh(_ tenant: Tenant) throws {
        try tenant.database.savepoint {
            try tenant.credentials.addDefaults(tenant: tenant.name)
            try fill(tenant)
            try tenant.storeFirstState()
        }
    }

    private func forgetCredentials(of tenant: Tenant) {
        for key in tenant.credentials.keys where owners[key] == tenant.name { owners[key] = nil }
    }
}

extension Tenant.Origin {
    /// The same origin with a seed of its own for the tenant `name`.
    fileprivate func seeded(for name: String) -> Tenant.Origin {
        Tenant.Origin(
            seed: Identifiers.seed(seed, for: name), mode: mode, rate: rate, stepMilliseconds: stepMilliseconds,
            start: start, timings: timings, journalCapacity: journalCapacity)
    }
}
