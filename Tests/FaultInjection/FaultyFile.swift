// One open file of a faulty disk, between SQLite and the file of the system's VFS.

import CSQLite

/// What a file of SQLite knows of its disk. It lies before the system's file in the memory that SQLite gives.
final class FaultyFile {
    private struct Head {
        var file: sqlite3_file
        var owner: Unmanaged<FaultyFile>
    }

    typealias Pointer = UnsafeMutablePointer<sqlite3_file>

    static let headSize = MemoryLayout<Head>.stride
    private let disk: FaultyDisk
    private let path: String

    init(disk: FaultyDisk, path: String) {
        self.disk = disk
        self.path = path
    }

    /// The file of the system's VFS behind a file.
    static func system(_ file: Pointer) -> Pointer {
        (UnsafeMutableRawPointer(file) + headSize).assumingMemoryBound(to: sqlite3_file.self)
    }

    static func attach(_ owner: FaultyFile, to file: Pointer) {
        UnsafeMutableRawPointer(file).assumingMemoryBound(to: Head.self).initialize(
            to: Head(file: sqlite3_file(pMethods: UnsafePointer(methods)), owner: .passRetained(owner)))
    }

    private static func owner(_ file: Pointer) -> Unmanaged<FaultyFile> {
        UnsafeMutableRawPointer(file).assumingMemoryBound(to: Head.self).pointee.owner
    }

    private static func call<T>(_ file: Pointer?, _ body: (FaultyFile, Pointer, sqlite3_io_methods) -> T) -> T {
        let system = system(file!)
        return body(owner(file!).takeUnretainedValue(), system, system.pointee.pMethods.pointee)
    }

    /// Version 1: shared memory is not needed by a process that has a file for itself, nor are memory maps.
    nonisolated(unsafe) private static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: sqlite3_io_methods())
        methods.pointee.iVersion = 1
        methods.pointee.xClose = { file in
            let code = FaultyFile.call(file) { _, file, methods in methods.xClose(file) }
            FaultyFile.owner(file!).release()
            return code
        }
        methods.pointee.xRead = { file, bytes, count, offset in
            FaultyFile.call(file) { owner, file, methods in
                owner.disk.isOff ? SQLITE_IOERR : methods.xRead(file, bytes, count, offset)
            }
        }
        methods.pointee.xWrite = { file, bytes, count, offset in
            FaultyFile.call(file) { owner, file, methods in
                owner.write(UnsafeRawBufferPointer(start: bytes, count: Int(count)), at: offset, file, methods)
            }
        }
        methods.pointee.xTruncate = { file, size in
            FaultyFile.call(file) { owner, file, methods in owner.truncate(to: size, file, methods) }
        }
        methods.pointee.xSync = { file, flags in
            FaultyFile.call(file) { owner, file, methods in owner.sync(flags, file, methods) }
        }
        methods.pointee.xFileSize = { file, size in
            FaultyFile.call(file) { _, file, methods in methods.xFileSize(file, size) }
        }
        methods.pointee.xLock = { file, level in
            FaultyFile.call(file) { _, file, methods in methods.xLock(file, level) }
        }
        methods.pointee.xUnlock = { file, level in
            FaultyFile.call(file) { _, file, methods in methods.xUnlock(file, level) }
        }
        methods.pointee.xCheckReservedLock = { file, result in
            FaultyFile.call(file) { _, file, methods in methods.xCheckReservedLock(file, result) }
        }
        methods.pointee.xFileControl = { file, operation, argument in
            FaultyFile.call(file) { _, file, methods in methods.xFileControl(file, operation, argument) }
        }
        methods.pointee.xSectorSize = { file in FaultyFile.call(file) { _, file, methods in methods.xSectorSize(file) }
        }
        methods.pointee.xDeviceCharacteristics = { file in
            FaultyFile.call(file) { _, file, methods in methods.xDeviceCharacteristics(file) }
        }
        return methods
    }()

    // MARK: - What changes the file

    private func write(
        _ bytes: UnsafeRawBufferPointer, at offset: sqlite3_int64, _ file: Pointer, _ methods: sqlite3_io_methods
    ) -> Int32 {
        var count = bytes.count
        var code = SQLITE_OK
        switch disk.next() {
        case .proceed: break
        case .fail(let failure): return failure
        case .tear(let failure): (count, code) = (count / 2, failure)
        }
        let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(count))
        remember(at: Int(offset), count: count, bytes: Array(part), file, methods)
        let written = methods.xWrite(file, part.baseAddress, Int32(count), offset)
        return written == SQLITE_OK ? code : written
    }

    private func truncate(to size: sqlite3_int64, _ file: Pointer, _ methods: sqlite3_io_methods) -> Int32 {
        switch disk.next() {
        case .proceed: break
        case .fail(let failure), .tear(let failure): return failure
        }
        remember(at: Int(size), count: .max, bytes: nil, file, methods)
        return methods.xTruncate(file, size)
    }

    private func sync(_ flags: Int32, _ file: Pointer, _ methods: sqlite3_io_methods) -> Int32 {
        switch disk.next(isSync: true) {
        case .proceed: break
        case .fail(let failure), .tear(let failure): return failure
        }
        // What the disk forgets of synced bytes is what the disk itself does, so the system need not be asked.
        disk.settled(path)
        return SQLITE_OK
    }

    private func remember(
        at offset: Int, count: Int, bytes: [UInt8]?, _ file: Pointer, _ methods: sqlite3_io_methods
    ) {
        var size: sqlite3_int64 = 0
        _ = methods.xFileSize(file, &size)
        var old = [UInt8](repeating: 0, count: max(0, min(count, Int(size) - offset)))
        if !old.isEmpty { _ = methods.xRead(file, &old, Int32(old.count), sqlite3_int64(offset)) }
        disk.changed(path, UnsyncedFile.Change(offset: offset, bytes: bytes, old: old, oldSize: Int(size)))
    }
}
