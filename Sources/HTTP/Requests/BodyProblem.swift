// Why the body of a request is refused.

/// A body that could not be taken apart.
public struct BodyProblem: Error, Sendable, Equatable {
    /// Status of the answer.
    public let status: Int
    /// One sentence for a person.
    public let message: String
    /// The beginning of the body as it came, up to ``beginningBytes``.
    public var beginning: [UInt8] = []
    /// How many bytes of the body have come.
    public var size = 0

    /// How much is kept of a body that could not be taken apart.
    public static let beginningBytes = 64 << 10

    /// A problem from its parts.
    public init(status: Int, message: String) {
        self.status = status
        self.message = message
    }
}
