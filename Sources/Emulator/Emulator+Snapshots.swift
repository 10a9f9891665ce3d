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
        try settleTurn(of: tenant)
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
            for platform in platforms { try platform.adopt(tenant) }
        }
    }

    private func copy(_ tenant: Tenant, name: String) throws -> Snapshot {
        try settleTurn(of: tenant)
        return Snapshot(
            name: name, tenant: tenant.name, taken: tenant.now, image: try tenant.database.serialize(),
            files: try tenant.blobs.files())
    }
}

/// Whether a serialized database has the tables that this program writes, and nothing else that runs: what comes from a
/// file may have been made by anybody.
public enum SnapshotImage {
    /// - Throws: ``Problem`` 400 with a sentence that says why the image cannot be used.
    public static func check(_ image: [UInt8]) throws {
        let own = try BuiltIn.databaseImage()
        guard let version = Database.version(ofImage: image), let current = Database.version(ofImage: own) else {
            throw Problem.badRequest("The file's world is damaged: it holds no database.")
        }
        guard version <= current else {
            throw Problem.badRequest(
                "The file comes from a newer deepmock: its schema is \(version), and this one knows up to \(current).")
        }
        guard version == current else {
            throw Problem.badRequest(
                "The file comes from an older deepmock: its schema is \(version), and this one wants \(current).")
        }
        do {
            let database = try Database.inMemory(image: image)
            guard try database.scalarText("PRAGMA quick_check(1)") == "ok",
                try schema(of: database) == schema(of: Database.inMemory(image: own))
            else { throw Problem.badRequest("The file's world is damaged, or was not made by deepmock.") }
            guard try Tenant.hasReadableState(database) else {
                throw Problem.badRequest("The file's world is damaged: its clock or its settings cannot be read.")
            }
        } catch let error as StoreError {
            throw Problem.badRequest("The file's world cannot be read: \(error.message)")
        }
    }

    private static func schema(of database: Database) throws -> [String] {
        try database.all("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1") {
            $0.text(0)
        }
    }
}
