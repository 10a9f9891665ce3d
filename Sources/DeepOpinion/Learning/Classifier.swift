// The classifier behind every model: a memory of the texts that it has learned, and a predictor for all others.

/// A trained classifier. Training is deterministic: equal examples in equal order give equal bytes.
struct Classifier: Sendable {
    let type: TaskType
    /// Names of its classes.
    let classes: [String]
    /// Names of its labels.
    let labels: [String]
    /// Numbers of its classes and labels in the project where it was trained; they survive renaming.
    let classNumbers: [Int]
    let labelNumbers: [Int]
    /// How many segments it has learned.
    let exampleCount: Int
    let predictor: any TagPredictor
    let memory: ClassifierMemory

    /// Predicts the tags of a segment, best first.
    ///
    /// - Parameter usesMemory: whether a text that it has learned gets the tags that it has learned.
    func predict(_ text: String, usesMemory: Bool = true) -> [Prediction] {
        if usesMemory, let known = memory.tags(of: Features.key(of: text)) { return known }
        return predictor.predict(text)
    }
}
