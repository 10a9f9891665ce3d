// The classifier behind every model: a bag of words for texts it has never seen, and a memory for those it has.

/// A tag by the places of its class and label in the classifier's lists; nil where it has none.
struct Prediction: Sendable, Hashable {
    let classIndex: Int?
    let labelIndex: Int?
    /// From 0 to 1.
    var confidence: Double

    /// Whether both say the same, whatever their confidence.
    func says(_ other: Prediction) -> Bool { classIndex == other.classIndex && labelIndex == other.labelIndex }
}

/// One annotated segment: its text and the tags that people gave it, perhaps none.
struct Example: Sendable {
    let text: String
    let tags: [Prediction]
}

/// A trained model. It is deterministic: equal examples in equal order, equal bytes.
struct Classifier: Sendable {
    let type: TaskType
    /// Names of its classes.
    let classes: [String]
    /// Names of its labels.
    let labels: [String]
    /// Numbers of its classes and labels in the project where it was trained: they survive a change of name.
    let classNumbers: [Int]
    let labelNumbers: [Int]
    /// How many segments it has learned from.
    let exampleCount: Int
    /// Whether segments had several tags.
    let isMultiple: Bool
    /// Decides on the class or, without classes, on the label; target 0 is "no tag".
    let first: NaiveBayes
    /// Decides on the label of a class, for types that have both.
    let second: NaiveBayes?
    let memory: Memory

    /// Texts that it has been taught, with their tags.
    struct Memory: Sendable, Equatable {
        /// Keys of texts, ascending.
        var keys: [UInt64] = []
        /// Where each text's tags begin; one more than there are keys.
        var offsets: [UInt32] = [0]
        /// Tags: class and label, each by its place plus one, 0 for none.
        var classes: [UInt32] = []
        var labels: [UInt32] = []

        /// The tags of a text; nil when it is not known.
        func tags(of key: UInt64) -> [Prediction]? {
            var low = 0
            var high = keys.count
            while low < high {
                let middle = (low + high) / 2
                if keys[middle] < key { low = middle + 1 } else { high = middle }
            }
            guard low < keys.count, keys[low] == key else { return nil }
            return (Int(offsets[low])..<Int(offsets[low + 1])).map { index in
                Prediction(
                    classIndex: classes[index] > 0 ? Int(classes[index]) - 1 : nil,
                    labelIndex: labels[index] > 0 ? Int(labels[index]) - 1 : nil, confidence: 1)
            }
        }
    }

    /// Further classes count beside the best one from this confidence on.
    private static let secondBest = 0.3

    /// The tags of a segment, best first; none when it speaks for no tag.
    ///
    /// - Parameter usesMemory: whether a text that was taught gets the tags it was taught.
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
