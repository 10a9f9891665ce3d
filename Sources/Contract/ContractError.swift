// What is thrown when contract data cannot be read.

/// Contract data that is damaged or does not fit this program: a fault of the build, not of a request.
public struct ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence: what is wrong, and where.
    public let message: String

    /// The message.
    public var description: String { message }

    /// An error with its sentence.
    public init(_ message: String) {
        self.message = message
    }
}
