// One open file of the gathering VFS, between SQLite and the file of the VFS below.

import CSQLite

/// What SQLite's file is: this object, which has the file of the VFS below.
///
/// SQLite writes each frame of a write-ahead log in two calls, one for its header and one for its page
/// (<https://www.sqlite.org/fileformat2.html>, section 4.1), and a checkpoint each page of the database in a call of its
/// own, in their order. Nobody but this process reads them, and nothing of them counts before a sync: so what follows one
/// another is kept until then and written in one call. What fails then is reported by the sync, with which every commit
/// and every checkpoint ends.
@safe final class GatheringFile {
    typealias Pointer = UnsafeMutablePointer<sqlite3_file>

    /// The memory that SQLite gives a file.
    @safe private struct Head {
        var file: sqlite3_file
        var owner: Unmanaged<GatheringFile>
    }

    static let size = MemoryLayout<Head>.stride

    private let below: Pointer
    /// Whether writes are kept back: those of a write-ahead log and of its database.
    private let isGathering: Bool
    private var pending = PendingWrites()

    /// Opens a file of the VFS below.
    private init(vfs: UnsafeMutablePointer<sqlite3_vfs>, isGathering: Bool) {
        let size = unsafe Int(vfs.pointee.szOsFile)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        unsafe below = memory.assumingMemoryBound(to: sqlite3_file.self)
        self.isGathering = isGathering
    }

    deinit {
        unsafe UnsafeMutableRawPointer(below).deallocate()
    }

    /// Opens a file of the VFS below, as `xOpen` of a VFS does.
    static func open(
        _ vfs: UnsafeMutablePointer<sqlite3_vfs>, _ name: UnsafePointer<CChar>?, _ file: Pointer, _ flags: Int32,
        _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        // SQLite closes a file that has methods, even when opening it failed.
        unsafe file.pointee.pMethods = nil
        let owner = unsafe GatheringFile(vfs: vfs, isGathering: flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_DB) != 0)
        let code = unsafe vfs.pointee.xOpen(vfs, name, owner.below, flags, outFlags)
        guard code == SQLITE_OK else {
            if unsafe owner.below.pointee.pMethods != nil { _ = unsafe owner.methods.xClose(owner.below) }
            return code
        }
        unsafe UnsafeMutableRawPointer(file).assumingMemoryBound(to: Head.self).initialize(
            to: Head(file: sqlite3_file(pMethods: UnsafePointer(Self.methods)), owner: .passRetained(owner)))
        return SQLITE_OK
    }

    private static func unmanaged(_ file: Pointer?) -> Unmanaged<GatheringFile> {
        guard let file = unsafe file else { preconditionFailure("SQLite never calls a file that it has not opened.") }
        return unsafe UnsafeMutableRawPointer(file).assumingMemoryBound(to: Head.self).pointee.owner
    }

    private static func of(_ file: Pointer?) -> GatheringFile { unsafe unmanaged(file).takeUnretainedValue() }

    private var methods: sqlite3_io_methods { unsafe below.pointee.pMethods.pointee }

    /// Version 1: a process that has a database for itself needs neither shared memory nor memory maps.
    nonisolated(unsafe) private static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        unsafe methods.initialize(to: sqlite3_io_methods())
        unsafe methods.pointee.iVersion = 1
        unsafe methods.pointee.xClose = { unsafe GatheringFile.close($0) }
        unsafe methods.pointee.xRead = { unsafe GatheringFile.of($0).read($1, $2, $3) }
        unsafe methods.pointee.xWrite = { unsafe GatheringFile.of($0).write($1, $2, $3) }
        unsafe methods.pointee.xTruncate = { file, size in
            unsafe GatheringFile.of(file).passed { unsafe $0.xTruncate($1, size) }
        }
        unsafe methods.pointee.xSync = { file, flags in
            unsafe GatheringFile.of(file).passed { unsafe $0.xSync($1, flags) }
        }
        unsafe methods.pointee.xFileSize = { file, size in
            unsafe GatheringFile.of(file).passed { unsafe $0.xFileSize($1, size) }
        }
        unsafe methods.pointee.xLock = { file, level in
            let file = unsafe GatheringFile.of(file)
            return unsafe file.methods.xLock(file.below, level)
        }
        unsafe methods.pointee.xUnlock = { file, level in
            let file = unsafe GatheringFile.of(file)
            let passed = file.passOn()
            let unlocked = unsafe file.methods.xUnlock(file.below, level)
            return passed == SQLITE_OK ? unlocked : passed
        }
        unsafe methods.pointee.xCheckReservedLock = { file, result in
            let file = unsafe GatheringFile.of(file)
            return unsafe file.methods.xCheckReservedLock(file.below, result)
        }
        unsafe methods.pointee.xFileControl = { file, operation, argument in
            let file = unsafe GatheringFile.of(file)
            return unsafe file.methods.xFileControl(file.below, operation, argument)
        }
        unsafe methods.pointee.xSectorSize = { file in
            let file = unsafe GatheringFile.of(file)
            return unsafe file.methods.xSectorSize(file.below)
        }
        unsafe methods.pointee.xDeviceCharacteristics = { file in
            let file = unsafe GatheringFile.of(file)
            return unsafe file.methods.xDeviceCharacteristics(file.below)
        }
        return unsafe methods
    }()

    // MARK: - What SQLite asks

    private static func close(_ file: Pointer?) -> Int32 {
        let unmanaged = unsafe unmanaged(file)
        defer { unsafe unmanaged.release() }
        let owner = unsafe unmanaged.takeUnretainedValue()
        let passed = owner.passOn()
        let closed = unsafe owner.methods.xClose(owner.below)
        return passed == SQLITE_OK ? closed : passed
    }

    private func read(_ bytes: UnsafeMutableRawPointer?, _ count: Int32, _ offset: sqlite3_int64) -> Int32 {
        if pending.overlap(at: Int(offset), count: Int(count)) {
            let code = passOn()
            guard code == SQLITE_OK else { return code }
        }
        return unsafe methods.xRead(below, bytes, count, offset)
    }

    private func write(_ bytes: UnsafeRawPointer?, _ count: Int32, _ offset: sqlite3_int64) -> Int32 {
        guard isGathering, let bytes = unsafe bytes else { return unsafe methods.xWrite(below, bytes, count, offset) }
        let new = unsafe UnsafeBufferPointer(start: bytes.assumingMemoryBound(to: UInt8.self), count: Int(count))
        if unsafe pending.take(new.span, at: Int(offset)) { return SQLITE_OK }
        let code = passOn()
        guard code == SQLITE_OK else { return code }
        return unsafe pending.take(new.span, at: Int(offset))
            ? SQLITE_OK : methods.xWrite(below, bytes, count, offset)
    }

    /// Does something for which the file must be as SQLite has written it.
    private func passed(_ body: (sqlite3_io_methods, Pointer) -> Int32) -> Int32 {
        let code = passOn()
        return unsafe code == SQLITE_OK ? body(methods, below) : code
    }

    /// Writes what is pending. When that fails it is gone, as SQLite gives up the transaction that it belongs to.
    private func passOn() -> Int32 {
        guard !pending.isEmpty else { return SQLITE_OK }
        defer { pending.clear() }
        return unsafe pending.bytes.withUnsafeBytes { bytes in
            unsafe methods.xWrite(below, bytes.baseAddress, Int32(bytes.count), sqlite3_int64(pending.offset))
        }
    }
}
