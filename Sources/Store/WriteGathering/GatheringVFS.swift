// A thin VFS of SQLite (<https://www.sqlite.org/vfs.html>) over its default one, which gathers the writes of write-ahead
// logs and checkpoints.

import CSQLite

/// The VFS under durable databases. See ``GatheringFile`` for what it does; everything else it leaves to the default VFS.
enum GatheringVFS {
    /// Its name, for those who open databases; registered at the first use.
    static var name: String {
        precondition(isRegistered, "SQLite does not take the VFS.")
        return registeredName.description
    }

    private static let registeredName: StaticString = "deepmock-gathering"

    private static let isRegistered: Bool = {
        // Looking for the default VFS is the first use of the library.
        _ = Database.isConfigured
        guard let system = unsafe below else { return false }
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        // What is not replaced ignores which VFS it is called with.
        unsafe vfs.initialize(to: system.pointee)
        unsafe vfs.pointee.pNext = nil
        // Literals end in a zero byte and stay where they are.
        unsafe vfs.pointee.zName = UnsafeRawPointer(registeredName.utf8Start).assumingMemoryBound(to: CChar.self)
        unsafe vfs.pointee.szOsFile = Int32(GatheringFile.size)
        unsafe vfs.pointee.xOpen = { _, name, file, flags, outFlags in
            guard let file = unsafe file, let below = unsafe GatheringVFS.below else { return SQLITE_CANTOPEN }
            return unsafe GatheringFile.open(below, name, file, flags, outFlags)
        }
        unsafe vfs.pointee.xDelete = { _, name, syncsDirectory in
            guard let below = unsafe GatheringVFS.below else { return SQLITE_IOERR }
            return unsafe below.pointee.xDelete(below, name, syncsDirectory)
        }
        unsafe vfs.pointee.xAccess = { _, name, flags, result in
            guard let below = unsafe GatheringVFS.below else { return SQLITE_IOERR }
            return unsafe below.pointee.xAccess(below, name, flags, result)
        }
        unsafe vfs.pointee.xFullPathname = { _, name, size, result in
            guard let below = unsafe GatheringVFS.below else { return SQLITE_IOERR }
            return unsafe below.pointee.xFullPathname(below, name, size, result)
        }
        return unsafe sqlite3_vfs_register(vfs, 0) == SQLITE_OK
    }()

    /// The default VFS. Looked for each time: tests put one of their own in its place.
    private static var below: UnsafeMutablePointer<sqlite3_vfs>? { unsafe sqlite3_vfs_find(nil) }
}
