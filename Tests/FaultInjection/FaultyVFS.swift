// The VFS of SQLite (<https://www.sqlite.org/vfs.html>) that hands files of faulty disks to them, and all others to the
// system's VFS as if it were not there.

import CSQLite
import Glibc
import Synchronization

/// The VFS, registered once as the default of the process: the product opens its databases as ever.
enum FaultyVFS {
    private static let disks = Mutex<[String: FaultyDisk]>([:])

    static func attach(_ disk: FaultyDisk) {
        _ = isRegistered
        disks.withLock { $0[disk.key] = disk }
    }

    static func detach(_ disk: FaultyDisk) { disks.withLock { $0[disk.key] = nil } }

    private static func disk(of path: String) -> FaultyDisk? {
        disks.withLock { disks in disks.first { path.contains($0.key) }?.value }
    }

    /// The VFS of the system.
    nonisolated(unsafe) private static let system = sqlite3_vfs_find(nil)!

    private static let isRegistered: Bool = {
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        // Everything that is not replaced is the system's own; it ignores which VFS it is called with.
        vfs.initialize(to: system.pointee)
        vfs.pointee.pNext = nil
        vfs.pointee.zName = UnsafePointer(strdup("deepmock-faulty"))
        vfs.pointee.szOsFile = Int32(FaultyFile.headSize) + system.pointee.szOsFile
        vfs.pointee.xOpen = { _, name, file, flags, outFlags in FaultyVFS.open(name, file!, flags, outFlags) }
        vfs.pointee.xDelete = { _, name, syncsDirectory in FaultyVFS.delete(name!, syncsDirectory) }
        let code = sqlite3_vfs_register(vfs, 1)
        precondition(code == SQLITE_OK, "SQLite does not take the VFS: \(code)")
        return true
    }()

    private static func open(
        _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>, _ flags: Int32,
        _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let name, let disk = disk(of: String(cString: name)) else {
            return system.pointee.xOpen(system, name, file, flags, outFlags)
        }
        let path = String(cString: name)
        file.pointee.pMethods = nil
        switch disk.next() {
        case .proceed: break
        case .fail, .tear: return SQLITE_CANTOPEN
        }
        var isThere: Int32 = 0
        _ = system.pointee.xAccess(system, name, SQLITE_ACCESS_EXISTS, &isThere)
        let code = system.pointee.xOpen(system, name, FaultyFile.system(file), flags, outFlags)
        guard code == SQLITE_OK else { return code }
        if isThere == 0 { disk.created(path) }
        FaultyFile.attach(FaultyFile(disk: disk, path: path), to: file)
        return SQLITE_OK
    }

    private static func delete(_ name: UnsafePointer<CChar>, _ syncsDirectory: Int32) -> Int32 {
        let path = String(cString: name)
        guard let disk = disk(of: path) else { return system.pointee.xDelete(system, name, syncsDirectory) }
        switch disk.next() {
        case .proceed: break
        case .fail, .tear: return SQLITE_IOERR
        }
        let code = system.pointee.xDelete(system, name, syncsDirectory)
        if code == SQLITE_OK { disk.settled(path) }
        return code
    }
}
