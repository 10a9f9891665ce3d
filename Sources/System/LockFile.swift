// A lock that keeps two processes out of one directory, and falls when its holder ends, however it ends.

#if canImport(Glibc)
import Glibc
#endif

/// An exclusive lock on a file, held as long as this object lives.
public final class LockFile {
    /// Somebody else holds the lock.
    public struct Held: Error, Sendable {
        /// The file.
        public let path: String
        /// The process that holds it, as it wrote down itself.
        public let owner: String

        /// One sentence for a person.
        public var message: String {
            "\(path) is held by process \(owner.isEmpty ? "unknown" : owner): stop it first, or use another directory."
        }
    }

    private let file: File

    /// Takes the lock.
    ///
    /// - Throws: ``Held`` when another process has it, ``SystemError`` when the file cannot be used.
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
