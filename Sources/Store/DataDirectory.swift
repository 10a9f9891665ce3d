// A directory that holds the state of a server: locked while it is used, one folder a tenant.

import System

/// `DIR/lock`, `DIR/tmp/`, and in `DIR/tenants/<name>` the files `world.db` and `running` and the folder `blobs`.
public final class DataDirectory {
    /// Where large bodies are received: on the same file system, so that files move instead of being copied. It is empty
    /// at every start.
    public let temporaryPath: String
    private let path: String
    private let tenantsPath: String
    private let lock: LockFile
    private let migrations: [Migration]
    private var removals = 0

    /// Opens a directory, made when it is not there, and locks it.
    ///
    /// - Parameter migrations: the ways to the current schema, one for each older one.
    /// - Throws: ``StoreError`` when another process has it, ``SystemError`` when it cannot be used.
    public init(opening path: String, migrations: [Migration] = []) throws {
        self.path = path
        self.migrations = migrations
        temporaryPath = path + "/tmp"
        tenantsPath = path + "/tenants"
        try Files.createDirectory(path)
        do {
            lock = try LockFile(acquiring: path + "/lock")
        } catch let error as LockFile.Held {
            throw StoreError.unusable(error.message)
        }
        try Files.removeTree(temporaryPath)
        try Files.createDirectory(temporaryPath)
        try Files.createDirectory(tenantsPath)
        try Files.syncDirectory(path)
    }

    /// The tenants that have state here, sorted.
    public func tenantNames() throws(SystemError) -> [String] {
        try Files.list(tenantsPath).filter { Self.isName($0) && Files.exists("\(tenantsPath)/\($0)/world.db") }
    }

    /// Opens a tenant's database and contents, made from `image` when they are not there, migrated when they are older.
    ///
    /// - Parameter image: a fresh database as ``Database/serialize()`` gives it; its `user_version` is the schema's.
    /// - Throws: ``StoreError`` for a database of a newer schema, of another program or damaged, and for a file that is no
    ///   database; that file is not changed then. ``SystemError`` when the file system refuses.
    public func openTenant(_ name: String, image: [UInt8]) throws -> (database: Database, blobs: BlobStore) {
        guard Self.isName(name) else { throw StoreError.misuse("\(name) is not the name of a tenant.") }
        let folder = "\(tenantsPath)/\(name)"
        try Files.createDirectory(folder)
        try Files.syncDirectory(tenantsPath)
        let database = try DatabaseFile(path: folder + "/world.db", image: image).open(migrations: migrations)
        let blobs = try BlobStore.open(
            database: database, directory: folder + "/blobs", temporaryDirectory: temporaryPath)
        return (database, blobs)
    }

    /// The note of what a tenant is in the middle of. The tenant must have been opened.
    public func runningNote(of name: String) throws(SystemError) -> RunningNote {
        try RunningNote(opening: "\(tenantsPath)/\(name)/running")
    }

    /// Removes a tenant's state, whole or, after a crash, not at all. Its database must be closed.
    public func removeTenant(_ name: String) throws(SystemError) {
        let folder = "\(tenantsPath)/\(name)"
        guard Self.isName(name), Files.exists(folder) else { return }
        removals += 1
        let grave = "\(temporaryPath)/removed-\(removals)"
        try Files.rename(folder, to: grave)
        try Files.syncDirectory(tenantsPath)
        try Files.removeTree(grave)
    }

    /// Names become folders. Which names tenants may have is for others to say.
    private static func isName(_ name: String) -> Bool {
        (1...100).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
