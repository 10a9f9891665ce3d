// One thing that the check of contracts has found.

/// One problem in a contract file.
public struct Finding: Sendable, Equatable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The contract must not be used.
        case error
        /// Something looks forgotten.
        case warning
    }

    /// How bad it is.
    public let severity: Severity
    /// The name of the file.
    public let file: String
    /// The place in the file, an RFC 6901 pointer.
    public let pointer: String
    /// What is wrong and, where that is not obvious, what to do. No final dot.
    public let message: String

    /// A finding from its parts.
    public init(severity: Severity = .error, file: String, pointer: String, message: String) {
        self.severity = severity
        self.file = file
        self.pointer = pointer
        self.message = message
    }

    /// One line: file, pointer, severity, message.
    public var description: String { "\(file)#\(pointer): \(severity.rawValue): \(message)" }
}
