// Why the body of a request is refused.

/// A malformed or oversized body.
public struct BodyProblem: Error, Sendable, Equatable {
    /// The status of the response.
    public let status: Int
    /// What to tell a user.
    public let message: String
    /// The first bytes of the body as received, at most ``beginningBytes``.
    public var beginning: [UInt8] = []
    /// How many bytes of the body arrived.
    public var size = 0

    /// How many bytes of such a body are kept.
    public static let beginningBytes = 64 << 10

    /// Creates a problem.
    public init(status: Int, message: String) {
        self.status = status
        self.message = message
    }
}
