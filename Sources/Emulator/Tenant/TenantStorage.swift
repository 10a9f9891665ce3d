// Where tenants keep their state: in memory, or in a data directory.

import Store

/// Opens, empties and removes the databases and files of tenants.
final class TenantStorage {
    private let directory: DataDirectory?
    private let image: [UInt8]
    private let temporaryDirectory: String

    /// - Parameter image: an empty database with every table.
    init(directory: DataDirectory?, image: [UInt8], temporaryDirectory: String) {
        self.directory = directory
        self.image = image
        self.temporaryDirectory = temporaryDirectory
    }

    func open(_ name: String) throws -> (database: Database, blobs: BlobStore) {
        if let directory { return try directory.openTenant(name, image: image) }
        let database = try Database.inMemory(image: image)
        return (database, BlobStore.inMemory(database: database, temporaryDirectory: temporaryDirectory))
    }

    /// The note of what a tenant is in the middle of; nil in memory, where nothing outlives the process.
    func runningNote(of name: String) throws -> RunningNote? { try directory?.runningNote(of: name) }

    /// The tenants in the data directory.
    func storedNames() throws -> [String] { try directory?.tenantNames() ?? [] }

    func clear(_ database: Database, _ blobs: BlobStore) throws {
        try database.restore(image: image)
        try blobs.removeAll()
    }

    func remove(_ name: String) throws { try directory?.removeTenant(name) }
}
