// The error for contract data that cannot be read.

/// Contract data that is damaged or of another version: a fault of the build, not of a request.
public struct ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, and where.
    public let message: String

    /// The message.
    public var description: String { message }

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }
}
