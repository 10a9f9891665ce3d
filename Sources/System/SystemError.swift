// What the operating system refused, with the number it gave.

#if canImport(Glibc)
import Glibc
#endif

/// A system call that failed.
public struct SystemError: Error, Sendable, Equatable {
    /// The error number, for example `ENOENT`.
    public let code: Int32
    /// What was being done, for example `open`.
    public let operation: String
    /// The file that it was done to, if it was a file.
    public let path: String?

    /// An error from its parts.
    public init(code: Int32, operation: String, path: String? = nil) {
        self.code = code
        self.operation = operation
        self.path = path
    }

    /// The error of the call that has just failed in this thread.
    static func last(_ operation: String, _ path: String? = nil) -> SystemError {
        SystemError(code: errno, operation: operation, path: path)
    }

    /// One sentence for a person.
    public var message: String {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        let subject = path.map { "\($0): " } ?? ""
        return "\(subject)\(operation) failed: \(reason)."
    }

    /// Whether there is no room left, on the device or in the quota.
    public var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT }
    /// Whether the file does not exist.
    public var isNotFound: Bool { code == ENOENT }
}
