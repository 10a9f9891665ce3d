// Where tenants keep their state: in memory, or in a data directory.

import Store

/// Opens, empties and removes the databases and files of tenants.
final class TenantStorage {
    /// One tenant's state.
    struct World {
        let database: Database
        let blobs: BlobStore
    }

    private let directory: DataDirectory?
    private let image: [UInt8]
    private let temporaryDirectory: String

    init(directory: DataDirectory?, temporaryDirectory: String) throws {
        self.directory = directory
        self.temporaryDirectory = temporaryDirectory
        image = try BuiltIn.databaseImage()
    }

    func open(_ name: String) throws -> World {
        guard let directory else {
            let database = try Database.inMemory(image: image)
            return World(
                database: database,
                blobs: BlobStore.inMemory(database: database, temporaryDirectory: temporaryDirectory))
        }
        let world = try directory.openTenant(name, image: image)
        return World(database: world.database, blobs: world.blobs)
    }

    /// The tenants that were there before this process started.
    func storedNames() throws -> [String] { try directory?.tenantNames() ?? [] }

    func clear(_ database: Database, _ blobs: BlobStore) throws {
        try database.restore(image: image)
        try blobs.removeAll()
    }

    func remove(_ name: String) throws { try directory?.removeTenant(name) }
}
