// The failure of a system call, with its error number.

#if canImport(Glibc)
import Glibc
#endif

/// A system call that failed.
public struct SystemError: Error, Sendable, Equatable {
    /// The error number, for example `ENOENT`.
    public let code: Int32
    /// The call, for example `open`.
    public let operation: String
    /// The path it was called for, if any.
    public let path: String?

    /// Creates an error.
    public init(code: Int32, operation: String, path: String? = nil) {
        self.code = code
        self.operation = operation
        self.path = path
    }

    /// The error of the call that just failed on this thread.
    static func last(_ operation: String, _ path: String? = nil) -> SystemError {
        SystemError(code: errno, operation: operation, path: path)
    }

    /// What to tell a user.
    public var message: String {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        let subject = path.map { "\($0): " } ?? ""
        return "\(subject)\(operation) failed: \(reason)."
    }

    /// Whether something has run out of which there may be more later: room on the device or in the quota, the size that
    /// files may have, or descriptors.
    public var isOutOfSpace: Bool {
        switch code {
        case ENOSPC, EDQUOT, EMFILE, ENFILE: true
        // A file that is too large to be read is no lack of room.
        case EFBIG: operation == "write"
        default: false
        }
    }
    /// Whether the file does not exist.
    public var isNotFound: Bool { code == ENOENT }
}
