// Copies of whole worlds: taken, put back, and made tenants of their own.

import Contract
import Store

extension Emulator {
    /// Copies a tenant as it is, after committing what this turn has written to it.
    ///
    /// - Throws: ``Problem`` 400, 409 as ``Snapshots/keep(_:)``.
    @discardableResult
    public func takeSnapshot(_ name: String, of tenant: Tenant) throws -> Bool {
        let isNew = try tenant.snapshots.keep(try copy(tenant, name: name))
        tenant.recording?.took(snapshot: name)
        return isNew
    }

    /// Puts a tenant back to a snapshot. Work that is under way for the state before is dropped when it returns.
    public func restore(_ snapshot: Snapshot, into tenant: Tenant) throws {
        try commitNow(of: tenant)
        try put(snapshot, into: tenant)
        tenant.recording?.restored(snapshot: snapshot.name)
        hasWork = true
    }

    /// Makes a tenant that begins as a copy of another, with first credentials of its own.
    ///
    /// - Throws: ``Problem`` as ``Tenants/make(_:origin:)``.
    public func fork(_ tenant: Tenant, as name: String) throws {
        let snapshot = try copy(tenant, name: "fork")
        let fork = try tenants.make(name, origin: tenant.origin)
        try put(snapshot, into: fork)
    }

    private func put(_ snapshot: Snapshot, into tenant: Tenant) throws {
        try tenants.restore(snapshot, into: tenant)
        guard snapshot.tenant != tenant.name else { return }
        try tenant.database.savepoint {
            for platform in platforms.all { try platform.adopt(tenant) }
        }
    }

    private func copy(_ tenant: Tenant, name: String) throws -> Snapshot {
        try commitNow(of: tenant)
        return Snapshot(
            name: name, tenant: tenant.name, taken: tenant.now, image: try tenant.database.serialize(),
            files: try tenant.blobs.files())
    }
}
