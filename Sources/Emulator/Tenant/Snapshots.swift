// The snapshots of one tenant.

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
