// The database of a snapshot file: checked, and migrated to the current schema.

import Store

/// Serialized databases from files, which anybody may have written.
public enum SnapshotImage {
    /// The image if it has the tables that this program writes, and nothing else that runs. One of an older schema is
    /// brought to the present one.
    ///
    /// - Parameter own: what this program makes databases of.
    /// - Throws: ``Problem`` 400 that says why the image cannot be used.
    public static func checked(_ image: [UInt8], against own: DatabaseTemplate) throws -> [UInt8] {
        let empty = own.image
        guard let version = Database.version(ofImage: image), let current = Database.version(ofImage: empty) else {
            throw Problem.badRequest("The file's world is damaged: it holds no database.")
        }
        guard version <= current else {
            throw Problem.badRequest(
                "The file comes from a newer deepmock: its schema is \(version), and this one knows up to \(current).")
        }
        do {
            var image = image
            if version < current { image = try Migration.migrate(image: image, to: empty, by: own.migrations) }
            let database = try Database.inMemory(image: image)
            guard try database.scalarText("PRAGMA quick_check(1)") == "ok",
                try schema(of: database) == schema(of: Database.inMemory(image: empty))
            else { throw Problem.badRequest("The file's world is damaged, or was not made by deepmock.") }
            guard try Tenant.hasReadableState(database) else {
                throw Problem.badRequest("The file's world is damaged: its clock or its settings cannot be read.")
            }
            return image
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
