// The classifier of older model files: naive Bayes for a best class, then for its label.

import JSON

/// Predicts by files of the first format. No model is trained so any more.
struct NaiveBayesPredictor: TagPredictor {
    let type: TaskType
    /// Whether the segments that it learned had several tags.
    let isMultiple: Bool
    /// Chooses the class or, without classes, the label; target 0 means "no tag".
    let first: NaiveBayes
    /// Chooses the label of a class, for types that have both.
    let second: NaiveBayes?

    static let format = "DEEPMOCK-MODEL-1\n"

    /// The confidence that further classes need to be predicted beside the best one.
    private static let secondBest = 0.3

    var head: JSONObject { ["multiple": .bool(isMultiple)] }

    func append(to encoder: inout ClassifierEncoder) {
        encoder.append(first)
        if let second { encoder.append(second) }
    }

    func predict(_ text: String) -> [Prediction] {
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
