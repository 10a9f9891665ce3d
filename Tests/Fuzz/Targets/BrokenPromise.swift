// What a reader did that it must never do.

/// A promise of a reader that does not hold for some bytes.
public struct BrokenPromise: Error, CustomStringConvertible {
    /// What was promised, as a sentence.
    public let description: String
}

/// Holds a reader to a promise.
func promise(_ isKept: Bool, _ sentence: String) throws(BrokenPromise) {
    guard isKept else { throw BrokenPromise(description: sentence) }
}
