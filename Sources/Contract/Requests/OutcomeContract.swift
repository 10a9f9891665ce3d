// What a test author may say about the end of an operation's records.

/// The outcome side of an operation (`x-outcome`).
public struct OutcomeContract: Sendable {
    /// The schema of a result that takes the place of the made-up one; nil where none can be given.
    public let result: Schema?
}
