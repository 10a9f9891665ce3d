// A saved state of a world, and the snapshots of a tenant.

import Store
import System

/// A copy of a whole world: an immutable value, so it can be read on any thread.
public struct Snapshot: Sendable {
    /// Its name, spelled as tenants' are.
    public let name: String
    /// The tenant that was copied.
    public let tenant: String
    /// The time on the clock of that tenant.
    public let taken: Instant
    /// The database: data, schedule, identifiers, settings and credentials.
    public let image: [UInt8]
    /// Files that are too large for their rows. They share their bytes with the world until it drops them.
    public let files: [(id: String, payload: Payload)]

    /// A snapshot from its parts.
    public init(name: String, tenant: String, taken: Instant, image: [UInt8], files: [(id: String, payload: Payload)]) {
        self.name = name
        self.tenant = tenant
        self.taken = taken
        self.image = image
        self.files = files
    }

    /// Bytes of database and files together.
    public var size: Int { files.reduce(image.count) { $0 + $1.payload.count } }
}

/// The snapshots of one tenant. They are in memory and end with the process unless they are downloaded.
public final class Snapshots {
    /// The most that one tenant keeps.
    public static let maximum = 16

    /// In the order of creation.
    public private(set) var all: [Snapshot] = []

    /// The snapshot with that name.
    ///
    /// - Throws: ``Problem`` 404 when there is none.
    public func find(_ name: String) throws -> Snapshot {
        guard let snapshot = all.first(where: { $0.name == name }) else { throw Problem.notFound("Snapshot \(name)") }
        return snapshot
    }

    /// Keeps a snapshot. It replaces one with the same name.
    ///
    /// - Returns: whether the name is new.
    /// - Throws: ``Problem`` 400 for an invalid name, 409 when there are too many.
    @discardableResult
    public func keep(_ snapshot: Snapshot) throws -> Bool {
        guard TenantName.isWord(snapshot.name) else {
            throw Problem.badRequest(
                "name must be 1 to 40 characters of a-z, 0-9 and '-', starting with a letter or digit.",
                field: "name")
        }
        if let place = all.firstIndex(where: { $0.name == snapshot.name }) {
            all[place] = snapshot
            return false
        }
        guard all.count < Self.maximum else {
            throw Problem.conflict("This tenant already has \(Self.maximum) snapshots. Delete one first.")
        }
        all.append(snapshot)
        return true
    }

    /// Deletes the snapshot with that name.
    ///
    /// - Throws: ``Problem`` 404 when there is none.
    public func remove(_ name: String) throws {
        _ = try find(name)
        all.removeAll { $0.name == name }
    }
}
