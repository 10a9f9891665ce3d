// What is thrown for parameters that do not fit their contract.

/// Parameters of one place that do not fit.
public struct ParameterError: Error, Sendable, Equatable {
    /// Where the parameters stand.
    public let place: ParameterContract.Place
    /// What is wrong; every pointer begins with the name of a parameter.
    public let violations: [Violation]

    /// An error from its parts.
    public init(place: ParameterContract.Place, violations: [Violation]) {
        self.place = place
        self.violations = violations
    }
}
