// The error for parameters that violate their contract.

/// Invalid parameters of one location.
public struct ParameterError: Error, Sendable, Equatable {
    /// The location of the parameters.
    public let place: ParameterContract.Place
    /// What is wrong; every pointer begins with the name of a parameter.
    public let violations: [Violation]

    /// Creates an error.
    public init(place: ParameterContract.Place, violations: [Violation]) {
        self.place = place
        self.violations = violations
    }
}
