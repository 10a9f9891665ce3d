// The error for bodies that violate their contract.

/// An invalid body.
public struct BodyError: Error, Sendable, Equatable {
    /// What is wrong, in the order of the schema.
    public let violations: [Violation]

    /// Creates an error.
    public init(violations: [Violation]) {
        self.violations = violations
    }
}
