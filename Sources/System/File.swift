// An open file, closed with its last reference.

import CFileSpace
import CProcess

#if canImport(Glibc)
import Glibc
#endif

/// An open file. Every read and write names its offset, so that several holders never move a shared position.
public final class File: Sendable {
    /// How to open a file.
    public enum Mode: Sendable {
        /// Read an existing file.
        case read
        /// Read and write; create the file if it does not exist.
        case readWrite
        /// Read and write a new file; fail if it exists.
        case createNew
    }

    /// The descriptor, which this object closes.
    public let descriptor: Int32

    /// Opens the file at `path`.
    public init(opening path: String, mode: Mode) throws(SystemError) {
        let flags =
            switch mode {
            case .read: O_RDONLY | O_CLOEXEC
            case .readWrite: O_RDWR | O_CREAT | O_CLOEXEC
            case .createNew: O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
            }
        descriptor = try unsafe Files.withPath(path, "open") { unsafe open($0, flags, 0o600) }
    }

    /// Whether both are the same file, whatever its current name.
    public func isSame(as other: File) -> Bool {
        var (own, others) = (stat(), stat())
        guard unsafe fstat(descriptor, &own) == 0, unsafe fstat(other.descriptor, &others) == 0 else { return false }
        return own.st_dev == others.st_dev && own.st_ino == others.st_ino
    }

    /// What tells this state of the file from every other state and every other file.
    public struct Stamp: Sendable, Hashable {
        private let device: UInt
        private let number: UInt
        private let size: Int
        private let seconds: Int
        private let nanoseconds: Int

        fileprivate init(_ status: stat) {
            device = UInt(status.st_dev)
            number = UInt(status.st_ino)
            size = Int(status.st_size)
            seconds = Int(status.st_mtim.tv_sec)
            nanoseconds = Int(status.st_mtim.tv_nsec)
        }
    }

    /// What tells the file from every other file, whatever is written to it.
    public func identity() throws(SystemError) -> Stamp {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last("fstat") }
        var fixed = stat()
        (fixed.st_dev, fixed.st_ino) = (status.st_dev, status.st_ino)
        return Stamp(fixed)
    }

    /// The stamp of the file as it is now.
    public func stamp() throws(SystemError) -> Stamp {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last("fstat") }
        return Stamp(status)
    }

    private init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Creates a file without a name in `directory`. It vanishes with its last reference, even after a crash.
    ///
    /// - Parameter directory: a path, or ``TemporaryDirectory/inMemory``.
    public static func temporary(in directory: String) throws(SystemError) -> File {
        if directory == TemporaryDirectory.inMemory {
            let descriptor = deepmock_memory_file()
            guard descriptor >= 0 else { throw .last("memfd_create") }
            return File(owning: descriptor)
        }
        do {
            let flags = __O_TMPFILE | O_DIRECTORY | O_RDWR | O_CLOEXEC
            return File(owning: try unsafe Files.withPath(directory, "open") { unsafe open($0, flags, 0o600) })
        } catch {
            // Some file systems have no unnamed files: create a named one and unlink it.
            guard error.code == EOPNOTSUPP || error.code == EISDIR || error.code == EINVAL else { throw error }
        }
        let path = "\(directory)/.deepmock-\(SystemProcess.id)-\(SystemTime.monotonicMicroseconds())"
        let file = try File(opening: path, mode: .createNew)
        try Files.remove(path)
        return file
    }

    /// The size in bytes.
    public func size() throws(SystemError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last("fstat") }
        return Int(status.st_size)
    }

    /// Reads up to `count` bytes at `offset`; fewer only at the end of the file.
    public func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
            while filled < buffer.count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
                if got < 0 {
                    if errno == EINTR { continue }
                    failure = .last("read")
                    return
                }
                if got == 0 { return }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of `bytes` at `offset`.
    public func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
        var failure: SystemError?
        unsafe bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                let put = unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
                if put < 0 {
                    if errno == EINTR { continue }
                    failure = .last("write")
                    return
                }
                done += put
            }
        }
        if let failure { throw failure }
    }

    /// Truncates the file, or extends it with zeros.
    public func truncate(to size: Int) throws(SystemError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .last("ftruncate") }
    }

    /// Gives the room of a range back to the file system, if that can be; the range reads as zeros then.
    public func punchHole(at offset: Int, count: Int) {
        guard count > 0 else { return }
        deepmock_punch_hole(descriptor, off_t(offset), off_t(count))
    }

    /// How many bytes of the device the file takes, which may have holes.
    public func allocatedBytes() throws(SystemError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last("fstat") }
        return Int(status.st_blocks) * 512
    }

    /// Waits until everything written is on the device.
    public func sync() throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw .last("fsync") }
    }

    /// Links an unnamed file at `path`, which must not exist and must be on the same file system.
    ///
    /// - Parameter durably: whether to wait until the file and its directory are on the device.
    public func publish(as path: String, durably: Bool) throws(SystemError) {
        if durably { try sync() }
        do {
            try Self.link("/proc/self/fd/\(descriptor)", to: path)
        } catch {
            // Without /proc a file without a name cannot get one, but a copy that has one can get another.
            guard error.isNotFound, !Files.exists("/proc/self/fd") else { throw error }
            try publishCopy(as: path, durably: durably)
        }
        if durably { try Files.syncDirectory(Files.directory(of: path)) }
    }

    private func publishCopy(as path: String, durably: Bool) throws(SystemError) {
        let part = "\(path).\(SystemProcess.id)-\(SystemTime.monotonicMicroseconds()).part"
        let copy = try File(opening: part, mode: .createNew)
        do {
            let size = try size()
            var done = 0
            while done < size {
                let piece = try read(at: done, count: min(1 << 20, size - done))
                guard !piece.isEmpty else { break }
                try copy.write(piece, at: done)
                done += piece.count
            }
            if durably { try copy.sync() }
            try Self.link(part, to: path)
        } catch {
            try? Files.remove(part)
            throw error
        }
        try Files.remove(part)
    }

    private static func link(_ source: String, to path: String) throws(SystemError) {
        _ = try unsafe Files.withPath(path, "linkat") { target in
            unsafe source.withCString { unsafe linkat(AT_FDCWD, $0, AT_FDCWD, target, AT_SYMLINK_FOLLOW) }
        }
    }
}
