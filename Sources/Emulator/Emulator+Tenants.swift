// The life of tenants: reset, recorded, deleted, filled.

import HTTP
import JSON
import Store

extension Emulator {
    /// Puts a tenant back to the moment of its creation, after committing what this turn has written to it.
    public func reset(_ tenant: Tenant) throws {
        try reset(tenant, to: tenant.ownInitialState)
    }

    func reset(_ tenant: Tenant, to initialState: InitialState) throws {
        try commitNow(of: tenant)
        try tenants.reset(tenant, to: initialState)
        try fillWithSeeds(tenant)
    }

    /// Resets a tenant and records what it is asked from then on. A running clock stands still instead, so that a replay
    /// can be the same.
    public func startRecording(_ tenant: Tenant) throws {
        var initialState = tenant.ownInitialState
        if initialState.clock.mode == .running {
            let now = initialState.clock.now(wall: wallMicroseconds)
            initialState = InitialState(
                seed: initialState.seed, clock: Clock(mode: .frozen, now: now, wall: wallMicroseconds))
        }
        try reset(tenant, to: initialState)
        tenant.record(from: initialState)
    }

    /// Deletes a tenant, after committing what this turn has written to it.
    public func delete(_ tenant: Tenant) throws {
        try commitNow(of: tenant)
        try tenants.delete(tenant)
        tenant.worker = nil
    }

    /// Closes every tenant's database. Nothing may be asked of the emulator afterwards.
    public func close() {
        for tenant in tenants.all {
            tenant.close()
            tenant.database.close()
            // Whatever is under way was not what ended the process.
            try? tenant.runningNote?.clear()
        }
    }

    /// Commits what this turn has written to a tenant, and releases the answers that waited for it.
    func commitNow(of tenant: Tenant) throws {
        let problem = tenant.database.isDirty ? commit(tenant) : nil
        releaseHeld(of: tenant, problem: problem)
        if let problem { throw problem }
    }

    func fill(_ tenant: Tenant) throws {
        isFilling = true
        defer { isFilling = false }
        for platform in platforms.all { try platform.provision(tenant) }
    }

    /// Fills the tenant `default` with demo data and the operator's seed, through the same checks and stores as any
    /// request.
    func fillWithSeeds(_ tenant: Tenant) throws {
        guard tenant.name == Tenant.defaultName else { return }
        var seeds: [JSON] = []
        if configuration.hasDemoData { seeds = blueprint.demoData }
        if let seed = configuration.seed { seeds.append(seed) }
        isFilling = true
        defer { isFilling = false }
        for seed in seeds {
            let run = try SeedRun(seed, for: tenant)
            while try !run.advance(in: self) {
                work()
                // Not committed here: a reset fills the tenant within the savepoint of its own request.
                releaseHeld(of: tenant, problem: nil)
            }
        }
        tenant.journal.clear()
        tenant.operationUse.clear()
    }

    /// Notes that a client wanted to reach a host through the server that is none of the platforms'.
    ///
    /// - Parameters:
    ///   - host: the host as the client named it, with the port if there was one.
    ///   - tenant: the name of the tenant that the request selected; nil for `default`.
    public func noteForeignHost(_ host: String, tenant: String?) {
        let tenant = tenant.flatMap { tenants[$0] } ?? tenants.main
        tenant.foreignHosts.note(host)
    }
}
