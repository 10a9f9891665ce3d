// The result of training.

/// A trained classifier and how good it is.
struct TrainingResult: Sendable {
    let classifier: Classifier
    let evaluation: Evaluation
    let trainCount: Int
    let testCount: Int
}
