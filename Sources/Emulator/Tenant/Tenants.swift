// All tenants of the process: create, find, reset, restore, delete.

import HTTP
import JSON
import Store

/// The tenants of one process.
public final class Tenants {
    /// How tenants are created.
    public struct Policy: Sendable {
        /// The most tenants when nobody says otherwise.
        public static let defaultMaximum = 256

        /// Whether only the control plane creates tenants.
        public let isStrict: Bool
        /// The most tenants.
        public let maximum: Int
        /// The state in which tenants start; the seed is mixed with the name of the tenant.
        public let origin: Tenant.Origin

        /// A policy from its parts.
        public init(isStrict: Bool, maximum: Int, origin: Tenant.Origin) {
            self.isStrict = isStrict
            self.maximum = maximum
            self.origin = origin
        }
    }

    /// How tenants are created.
    public let policy: Policy
    /// Fills a new tenant with what every platform ships.
    var fill: (Tenant) throws -> Void = { _ in }
    private let storage: TenantStorage
    private let platforms: [Platform]
    private let defaultSettings: Settings
    /// The ids of the platforms, which no tenant may have as a name.
    private let reservedNames: Set<String>
    private let wallClock: any WallClock
    private var byName: [String: Tenant] = [:]
    private var owners: [CredentialKey: Tenant] = [:] { didSet { lastOwner = nil } }
    /// Whose credential was looked for last.
    private var lastOwner: (key: CredentialKey, tenant: Tenant)?
    /// The tenants in the order of creation.
    public private(set) var all: [Tenant] = []
    /// The names of tenants that are on their way to another process, or have gone there.
    public private(set) var held: Set<String> = []

    init(policy: Policy, storage: TenantStorage, platforms: [Platform], wallClock: any WallClock) {
        self.policy = policy
        self.storage = storage
        self.platforms = platforms
        self.wallClock = wallClock
        defaultSettings = Settings.defaults(of: platforms)
        reservedNames = Set(platforms.map(\.id))
    }

    /// The tenant `default`, which always exists.
    var main: Tenant {
        guard let main = byName[Tenant.defaultName] else {
            preconditionFailure("The tenant default is made before the first request, and never deleted.")
        }
        return main
    }

    /// The tenant `name`, if there is one.
    public subscript(name: String) -> Tenant? { byName[name] }

    /// The tenant that a credential belongs to, if any tenant knows it.
    func owner(of key: CredentialKey) -> Tenant? {
        if let lastOwner, lastOwner.key == key { return lastOwner.tenant }
        guard let tenant = owners[key] else { return nil }
        lastOwner = (key, tenant)
        return tenant
    }

    /// Whether a tenant may have this name: `[a-z0-9][a-z0-9-]{0,39}`, and not a platform's id.
    func isUsable(_ name: String) -> Bool { TenantName.isWord(name) && !reservedNames.contains(name) }

    /// The tenant in a credential spelled `{tenant}:{anything}`.
    func name(inCredential secret: String) -> String? {
        TenantName.inCredential(secret).flatMap { isUsable($0) ? $0 : nil }
    }

    /// Checks that a request may use the tenant that it selects.
    ///
    /// - Throws: ``Problem`` as ``enter(_:)``.
    func checkMayEnter(_ selection: TenantSelection, _ head: RequestHead) throws {
        guard byName[selection.name] == nil else { return }
        guard isUsable(selection.name), !policy.isStrict else { throw Problem.notFound("Tenant \(selection.name)") }
        if let origin = LoopbackName.foreignOrigin(head) {
            throw Problem.forbidden("There is no tenant \(selection.name), and pages of \(origin) may not make one.")
        }
        try requireRoom()
    }

    /// The tenant that a request selects. It is created if it does not exist and the policy allows it.
    ///
    /// - Throws: ``Problem`` 404 when it does not exist and may not be created, 403 when it does not exist and a page of
    ///   another machine asks, 409 when there are too many.
    func enter(_ selection: TenantSelection, _ head: RequestHead) throws -> Tenant {
        if let tenant = byName[selection.name] { return tenant }
        try checkMayEnter(selection, head)
        return try make(selection.name, origin: policy.origin)
    }

    /// Adopts a secret of the form `{tenant}:{anything}` on its first use, unless tenants are strict.
    func adopt(_ secret: String, into tenant: Tenant, platform: Platform) throws {
        guard mayAdopt(secret, into: tenant, platform: platform) else { return }
        try tenant.credentials.add(platform.adopted(secret), platform: platform.id)
    }

    /// Whether a secret will be adopted on its first use.
    func mayAdopt(_ secret: String, into tenant: Tenant, platform: Platform) -> Bool {
        !policy.isStrict && TenantName.inCredential(secret) == tenant.name
            && tenant.credentials.caller(platform.id, secret) == nil
    }

    private func requireRoom() throws {
        guard all.count < policy.maximum else {
            throw Problem.conflict(
                "The server already has \(policy.maximum) tenants. Delete one, or start deepmock with a higher --max-tenants."
            )
        }
    }

    /// Creates the tenant `name`.
    ///
    /// - Parameter origin: the state in which it starts; its seed is mixed with the name.
    /// - Throws: ``Problem`` 400 for an invalid name, 409 when it exists or there are too many.
    @discardableResult
    public func make(_ name: String, origin: Tenant.Origin) throws -> Tenant {
        guard isUsable(name) else {
            throw Problem.badRequest(
                "name must be 1 to 40 characters of a-z, 0-9 and '-', starting with a letter or digit, and not the id of a platform.",
                field: "name")
        }
        guard byName[name] == nil else { throw Problem.conflict("The tenant \(name) already exists.", field: "name") }
        try requireRoom()
        let (database, blobs) = try storage.open(name)
        let tenant = Tenant(
            name: name, database: database, blobs: blobs, runningNote: try storage.runningNote(of: name),
            origin: origin.seeded(for: name), defaultSettings: defaultSettings, wallClock: wallClock)
        tenant.credentials.onAdded = { [unowned self, unowned tenant] key in
            if owners[key] == nil { owners[key] = tenant }
        }
        tenant.credentials.onRemoved = { [unowned self, unowned tenant] key in
            if owners[key] === tenant { owners[key] = nil }
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
        held.remove(name)
        return tenant
    }

    /// Lets nobody use a name any more but a mover.
    func hold(_ name: String) { held.insert(name) }

    /// Lets a name be used again. Returns whether it was held.
    func release(_ name: String) -> Bool { held.remove(name) != nil }

    /// Opens all tenants in the data directory.
    func openStored() throws {
        for name in try storage.storedNames() where byName[name] == nil {
            try make(name, origin: policy.origin)
        }
    }

    /// Resets a tenant to its initial state. Earlier writes of this turn must have been committed.
    func reset(_ tenant: Tenant, to initialState: InitialState) throws {
        forgetCredentials(of: tenant)
        try storage.clear(tenant.database, tenant.blobs)
        try tenant.restart(initialState)
        try fillFresh(tenant)
    }

    /// Replaces everything in a tenant by a snapshot. Earlier writes of this turn must have been committed. The tenant
    /// always has the first credentials of its name afterwards.
    func restore(_ snapshot: Snapshot, into tenant: Tenant) throws {
        try tenant.blobs.receive(snapshot.files)
        forgetCredentials(of: tenant)
        try tenant.database.restore(image: snapshot.image)
        try tenant.database.savepoint {
            try tenant.resume(at: snapshot.taken)
            try addFirstCredentials(to: tenant)
        }
        try tenant.blobs.sweep()
    }

    /// Deletes a tenant with everything in it.
    public func delete(_ tenant: Tenant) throws {
        guard tenant.name != Tenant.defaultName else {
            throw Problem.conflict("The tenant default cannot be deleted. Reset it instead.")
        }
        tenant.close()
        forgetCredentials(of: tenant)
        byName[tenant.name] = nil
        all.removeAll { $0 === tenant }
        try storage.remove(tenant.name)
    }

    private func fillFresh(_ tenant: Tenant) throws {
        try tenant.database.savepoint {
            try addFirstCredentials(to: tenant)
            try fill(tenant)
            try tenant.storeFirstState()
        }
    }

    private func addFirstCredentials(to tenant: Tenant) throws {
        for platform in platforms {
            for caller in platform.firstCredentials(tenant.name).callers {
                try tenant.credentials.add(caller, platform: platform.id)
            }
        }
    }

    private func forgetCredentials(of tenant: Tenant) {
        for key in tenant.credentials.keys where owners[key] === tenant { owners[key] = nil }
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
