// An open file: closed when nobody holds it any more.

#if canImport(Glibc)
import Glibc
#endif

/// An open file. Reads and writes name their offset, so that holders never move each other's position.
public final class File: Sendable {
    /// How to open a file.
    public enum Mode: Sendable {
        /// An existing file, for reading.
        case read
        /// For reading and writing; made when it is not there.
        case readWrite
        /// For reading and writing; must not exist yet.
        case createNew
    }

    /// The descriptor; owned by this object.
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

    /// Whether both are the same file, whatever it is called by now.
    public func isSame(as other: File) -> Bool {
        var (own, others) = (stat(), stat())
        guard unsafe fstat(descriptor, &own) == 0, unsafe fstat(other.descriptor, &others) == 0 else { return false }
        return own.st_dev == others.st_dev && own.st_ino == others.st_ino
    }

    private init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// A file without a name in `directory`; it is gone when nobody holds it any more, even after a crash.
    public static func temporary(in directory: String) throws(SystemError) -> File {
        do {
            let flags = __O_TMPFILE | O_DIRECTORY | O_RDWR | O_CLOEXEC
            return File(owning: try unsafe Files.withPath(directory, "open") { unsafe open($0, flags, 0o600) })
        } catch {
            // Some file systems have no unnamed files: make a named one and take its name away.
            guard error.code == EOPNOTSUPP || error.code == EISDIR || error.code == EINVAL else { throw error }
        }
        let path = "\(directory)/.deepmock-\(SystemProcess.id)-\(SystemTime.monotonicMicroseconds())"
        let file = try File(opening: path, mode: .createNew)
        try Files.remove(path)
        return file
    }

    /// Bytes in the file.
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

    /// Cuts the file, or lengthens it with zeros.
    public func truncate(to size: Int) throws(SystemError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .last("ftruncate") }
    }

    /// Waits until everything written is on the device.
    public func sync() throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw .last("fsync") }
    }

    /// Gives an unnamed file of the same file system the name `path`, which must not exist.
    ///
    /// - Parameter durably: whether file and directory are on the device when this returns.
    public func publish(as path: String, durably: Bool) throws(SystemError) {
        if durably { try sync() }
        let source = "/proc/self/fd/\(descriptor)"
        _ = try unsafe Files.withPath(path, "linkat") { target in
            unsafe source.withCString { unsafe linkat(AT_FDCWD, $0, AT_FDCWD, target, AT_SYMLINK_FOLLOW) }
        }
        if durably { try Files.syncDirectory(Files.directory(of: path)) }
    }
}
