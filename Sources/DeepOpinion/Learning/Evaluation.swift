// How good a classifier is: predicted tags compared with those of people.

import JSON

/// Metrics on annotated segments.
struct Evaluation: Sendable {
    private let type: TaskType
    private let classNames: [String]
    private let labelNames: [String]
    /// Segments whose tags are all correct.
    private(set) var correct = 0
    private(set) var total = 0
    /// Whole tags.
    private var tags = HitCounts()
    private var classes: [HitCounts]
    private var labels: [HitCounts]
    /// The real class (or label) against the predicted one, by the first tag; 0 means "no tag".
    private var confusion: [[Int]]

    init(_ classifier: Classifier, on examples: [Example], usesMemory: Bool = true) {
        type = classifier.type
        classNames = classifier.classes
        labelNames = classifier.labels
        classes = Array(repeating: HitCounts(), count: classNames.count)
        labels = Array(repeating: HitCounts(), count: labelNames.count)
        let size = (classifier.type.hasClasses ? classNames.count : labelNames.count) + 1
        // Nobody reads a matrix of thousands of classes.
        confusion = size <= 201 ? Array(repeating: Array(repeating: 0, count: size), count: size) : []
        for example in examples { count(classifier.predict(example.text, usesMemory: usesMemory), real: example.tags) }
    }

    private mutating func count(_ predicted: [Prediction], real: [Prediction]) {
        total += 1
        let hits = real.filter { tag in predicted.contains { $0.matches(tag) } }.count
        if hits == real.count, predicted.count == real.count { correct += 1 }
        tags.hits += hits
        tags.predicted += predicted.count
        tags.real += real.count
        Self.count(Set(predicted.compactMap(\.classIndex)), Set(real.compactMap(\.classIndex)), &classes)
        Self.count(Set(predicted.compactMap(\.labelIndex)), Set(real.compactMap(\.labelIndex)), &labels)
        guard !confusion.isEmpty else { return }
        confusion[place(of: real.first)][place(of: predicted.first)] += 1
    }

    private static func count(_ predicted: Set<Int>, _ real: Set<Int>, _ counts: inout [HitCounts]) {
        for index in predicted { counts[index].predicted += 1 }
        for index in real { counts[index].real += 1 }
        for index in predicted.intersection(real) { counts[index].hits += 1 }
    }

    private func place(of tag: Prediction?) -> Int {
        ((type.hasClasses ? tag?.classIndex : tag?.labelIndex) ?? -1) + 1
    }

    /// The share of segments whose tags are all correct, from 0 to 1.
    var accuracy: Double { total > 0 ? Double(correct) / Double(total) : 0 }

    /// Everything as a JSON object.
    func json(trainCount: Int, testCount: Int) -> JSON {
        var json: JSONObject = [
            "accuracy": rounded(accuracy), "precision": rounded(tags.precision), "recall": rounded(tags.recall),
            "f1": rounded(tags.f1), "train_segments": .int(trainCount), "test_segments": .int(testCount),
        ]
        if type.hasClasses { json["classes"] = table(classNames, classes) }
        if type.hasLabels { json["labels"] = table(labelNames, labels) }
        if !confusion.isEmpty {
            let names = [""] + (type.hasClasses ? classNames : labelNames)
            json["confusion"] = [
                "names": .array(names.map(JSON.string)), "matrix": .array(confusion.map { .array($0.map(JSON.int)) }),
            ]
        }
        return .object(json)
    }

    private func table(_ names: [String], _ counts: [HitCounts]) -> JSON {
        .object(
            JSONObject(
                zip(names, counts).map { name, count in
                    (
                        name,
                        [
                            "precision": rounded(count.precision), "recall": rounded(count.recall),
                            "f1": rounded(count.f1), "support": .int(count.real),
                        ]
                    )
                }))
    }

    private func rounded(_ value: Double) -> JSON { .double((value * 10_000).rounded() / 10_000) }
}
