// A problem that the check of contracts found.

/// One problem in a contract file.
public struct Finding: Sendable, Equatable, CustomStringConvertible {
    /// The severity.
    public enum Severity: String, Sendable {
        /// The contract must not be used.
        case error
        /// Something looks unused.
        case warning
    }

    /// The severity.
    public let severity: Severity
    /// The name of the file.
    public let file: String
    /// The place in the file, an RFC 6901 pointer.
    public let pointer: String
    /// What is wrong and, unless that is obvious, what to do. Without a final period.
    public let message: String

    /// Creates a finding.
    public init(severity: Severity = .error, file: String, pointer: String, message: String) {
        self.severity = severity
        self.file = file
        self.pointer = pointer
        self.message = message
    }

    /// One line: file, pointer, severity, message.
    public var description: String { "\(file)#\(pointer): \(severity.rawValue): \(message)" }
}
