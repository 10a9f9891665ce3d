// What is thrown for bodies that do not fit their contract.

/// A body that does not fit.
public struct BodyError: Error, Sendable, Equatable {
    /// What is wrong, in the order of the schema.
    public let violations: [Violation]

    /// An error from its violations.
    public init(violations: [Violation]) {
        self.violations = violations
    }
}
