// A directory that holds the state of a server: locked while it is used, one folder a tenant.

import System

/// `DIR/lock`, `DIR/tmp/`, `DIR/tenants/<name>/world.db` and `DIR/tenants/<name>/blobs/`.
public final class DataDirectory {
    /// A directory that cannot be used, with the reason.
    public struct Unusable: Error, Sendable {
        /// One sentence for a person.
        public let message: String
    }

    /// The schema version that this program writes.
    public static let schemaVersion = 1

    /// Where large bodies are received: on the same file system, so that files move instead of being copied.
    public let temporaryPath: String
    private let path: String
    private let lock: LockFile

    /// Opens a directory, made when it is not there, and locks it.
    ///
    /// - Throws: ``Unusable`` when another process has it or it cannot be used.
    public init(opening path: String) throws {
        self.path = path
        temporaryPath = path + "/tmp"
        do {
            try Files.createDirectory(path)
            lock = try LockFile(acquiring: path + "/lock")
            try Files.removeTree(temporaryPath)
            try Files.createDirectory(temporaryPath)
            try Files.createDirectory(path + "/tenants")
        } catch let error as LockFile.Held {
            throw Unusable(message: error.message)
        } catch let error as SystemError {
            throw Unusable(message: error.message)
        }
    }

    /// The tenants that have state here, sorted.
    public func tenantNames() throws -> [String] {
        try Files.list(path + "/tenants").filter { Files.isDirectory("\(path)/tenants/\($0)") }
    }

    /// Opens a tenant's database and contents, made from `image` when they are not there.
    ///
    /// - Throws: ``Unusable`` for a database of a newer version or a file that is no database; nothing is changed then.
    public func openTenant(_ name: String, image: [UInt8]) throws -> (database: Database, blobs: BlobStore) {
        let folder = "\(path)/tenants/\(name)"
        let file = folder + "/world.db"
        do {
            try Files.createDirectory(folder)
            try makeDatabase(file, image: image)
            let database = try Database.open(path: file)
            try check(database, file)
            let blobs = try BlobStore.open(directory: folder + "/blobs", temporaryDirectory: temporaryPath)
            return (database, blobs)
        } catch let error as StoreError {
            throw Unusable(message: "\(file) cannot be used. \(error.message)")
        } catch let error as SystemError {
            throw Unusable(message: error.message)
        }
    }

    /// Removes a tenant's state; its database must be closed.
    public func removeTenant(_ name: String) throws {
        try Files.removeTree("\(path)/tenants/\(name)")
    }

    /// Writes a fresh database beside its name and then gives it the name, so that a crash leaves none or a whole one.
    private func makeDatabase(_ file: String, image: [UInt8]) throws {
        guard !Files.exists(file) else { return }
        let content = try File.temporary(in: Files.directory(of: file))
        try content.write(image, at: 0)
        try content.publish(as: file, durably: true)
    }

    private func check(_ database: Database, _ file: String) throws {
        let version = try database.userVersion()
        guard version <= Self.schemaVersion else {
            throw Unusable(
                message: "\(file) was written by a newer version of deepmock (schema \(version), this one knows \(Self.schemaVersion)): use that version.")
        }
        guard version == Self.schemaVersion else {
            throw Unusable(message: "\(file) is not a deepmock database (schema \(version)).")
        }
    }
}
