// A lock that keeps a second process out of a directory. It is released when its holder ends, however it ends.

#if canImport(Glibc)
import Glibc
#endif

/// An exclusive lock on a file, held for the lifetime of this object.
public final class LockFile {
    /// Another process holds the lock.
    public struct Held: Error, Sendable {
        /// The path of the lock file.
        public let path: String
        /// The id of that process, as it wrote it into the file.
        public let owner: String

        /// What to tell a user.
        public var message: String {
            "\(path) is locked by process \(owner.isEmpty ? "unknown" : owner). Stop it or use another directory."
        }
    }

    private let file: File

    /// Takes the lock.
    ///
    /// - Throws: ``Held`` if another process holds the lock, ``SystemError`` if the file cannot be used.
    public init(acquiring path: String) throws {
        file = try File(opening: path, mode: .readWrite)
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            guard errno == EWOULDBLOCK else { throw SystemError.last("flock", path) }
            let owner = String(decoding: try file.read(at: 0, count: 20), as: UTF8.self)
            throw Held(path: path, owner: String(owner.prefix { $0.isNumber }))
        }
        try file.truncate(to: 0)
        try file.write(Array("\(SystemProcess.id)\n".utf8), at: 0)
    }
}
