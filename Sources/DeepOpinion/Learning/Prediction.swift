// A predicted tag.

/// A tag by the indexes of its class and label in the classifier's lists; nil where it has none.
struct Prediction: Sendable, Hashable {
    let classIndex: Int?
    let labelIndex: Int?
    /// From 0 to 1.
    var confidence: Double

    /// Whether both have the same class and label, whatever their confidence.
    func matches(_ other: Prediction) -> Bool { classIndex == other.classIndex && labelIndex == other.labelIndex }
}
