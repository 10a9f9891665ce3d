// What a trained model knows about new texts: which classes a segment speaks about, and with which label each.

import JSON

#if canImport(Glibc)
import Glibc
#endif

/// Predicts the tags of segments. Each class is judged by itself against the rest, so a segment may have several or none;
/// then each one's label is chosen from the words around it.
struct AspectModel: TagPredictor, Equatable {
    /// Judges the classes or, without classes, the labels.
    let targets: LinearModel
    /// Chooses the label of a class, for types that have both; target 0 means "no label".
    let labels: LinearModel?
    /// The score that a class needs.
    let threshold: Double
    /// Whether a segment may have several classes (or labels); otherwise it gets the best alone.
    let isMultiple: Bool
    /// Whether the targets are classes.
    let hasClasses: Bool

    static let format = "DEEPMOCK-MODEL-2\n"

    /// A target needs one feature of at least this weight: words that all targets share add up to a score, but tell nothing.
    private static let tellingWeight: Float = 0.5
    /// The most tags of a segment.
    private static let maximumTags = 100

    var head: JSONObject { ["multiple": .bool(isMultiple), "threshold": .double(threshold)] }

    func append(to encoder: inout ClassifierEncoder) {
        encoder.append(targets)
        if let labels { encoder.append(labels) }
    }

    func predict(_ text: String) -> [Prediction] {
        let reading = SegmentReading(text)
        let scores = targets.scores(of: reading.evidence)
        let chosen = Self.chosen(scores, threshold: threshold, isMultiple: isMultiple)
        let windows = labels == nil ? [:] : reading.windows(of: chosen, by: targets)
        return chosen.map { target in
            let confidence = Self.share(scores[target].sum)
            guard hasClasses else { return Prediction(classIndex: nil, labelIndex: target, confidence: confidence) }
            guard let labels, let window = windows[target] else {
                return Prediction(classIndex: target, labelIndex: nil, confidence: confidence)
            }
            let label = Self.best(labels, reading.evidence(about: target, in: window))
            return Prediction(
                classIndex: target, labelIndex: label.target > 0 ? label.target - 1 : nil,
                confidence: confidence * label.share)
        }
    }

    /// The targets above a threshold, best first.
    static func chosen(_ scores: [LinearModel.Score], threshold: Double, isMultiple: Bool) -> [Int] {
        let above = scores.indices.filter { scores[$0].sum > threshold && scores[$0].strongest >= tellingWeight }
        let sorted = above.sorted { (scores[$1].sum, $0) < (scores[$0].sum, $1) }
        return Array(sorted.prefix(isMultiple ? maximumTags : 1))
    }

    private static func best(_ model: LinearModel, _ evidence: [LinearModel.Evidence]) -> (target: Int, share: Double) {
        let scores = model.scores(of: evidence).map(\.sum)
        let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        let sum = scores.reduce(0) { $0 + share($1) }
        return (best, sum > 0 ? share(scores[best]) / sum : 0)
    }

    /// A score as a confidence from 0 to 1.
    private static func share(_ score: Double) -> Double { 1 / (1 + exp(-score)) }
}
