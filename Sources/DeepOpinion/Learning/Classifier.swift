// The classifier behind every model: naive Bayes for new texts, and a memory of those that it has learned.

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
    /// Whether segments had several tags.
    let isMultiple: Bool
    /// Chooses the class or, without classes, the label; target 0 means "no tag".
    let first: NaiveBayes
    /// Chooses the label of a class, for types that have both.
    let second: NaiveBayes?
    let memory: ClassifierMemory

    /// The confidence that further classes need to be predicted beside the best one.
    private static let secondBest = 0.3

    /// Predicts the tags of a segment, best first.
    ///
    /// - Parameter usesMemory: whether a text that it has learned gets the tags that it has learned.
    func predict(_ text: String, usesMemory: Bool = true) -> [Prediction] {
        if usesMemory, let known = memory.tags(of: Features.key(of: text)) { return known }
        let bag = Features.of(text)
        let confidences = first.confidences(of: bag)
        guard let best = confidences.indices.max(by: { confidences[$0] < confidences[$1] }), best > 0 else { return [] }
        var targets = [best]
        if isMultiple {
            targets += confidences.indices.filter { $0 > 0 && $0 != best && confidences[$0] >= Self.secondBest }
        }
        return targets.map { target in tag(target, confidence: confidences[target], bag: bag) }
    }

    private func tag(_ target: Int, confidence: Double, bag: [UInt64]) -> Prediction {
        guard type.hasClasses else {
            return Prediction(classIndex: nil, labelIndex: target - 1, confidence: confidence)
        }
        guard let second else { return Prediction(classIndex: target - 1, labelIndex: nil, confidence: confidence) }
        let choices = second.confidences(of: bag + [Features.number(target)])
        let label = choices.indices.max { choices[$0] < choices[$1] } ?? 0
        return Prediction(
            classIndex: target - 1, labelIndex: label > 0 ? label - 1 : nil, confidence: confidence * choices[label])
    }
}
