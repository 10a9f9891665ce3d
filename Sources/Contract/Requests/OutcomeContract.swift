// How a test author may let the records of an operation end.

/// The outcome side of an operation (`x-outcome`).
public struct OutcomeContract: Sendable {
    /// The schema of a result that replaces the generated one; nil if no result can be set.
    public let result: Schema?
}
