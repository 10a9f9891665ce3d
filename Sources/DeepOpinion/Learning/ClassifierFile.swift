// The file format of classifiers: what a model's download contains, and what an upload may contain.
//
//   "DEEPMOCK-MODEL-2\n", length of the head (UInt32), head (JSON), then arrays, each with its count (UInt32) before it.
//   All numbers are little-endian. Files of the first format, with counts in place of weights, are read, too.

import JSON
import System

/// Reads and writes classifiers.
enum ClassifierFile {
    private static let formats = [AspectModel.format, NaiveBayesPredictor.format].map { Array($0.utf8) }
    /// The largest file that is a classifier, in bytes. In memory it takes as much.
    static let maximumBytes = 80 << 20
    /// The largest head, in bytes, and the most memory that it takes while it is read.
    private static let (headBytes, headMemory) = (8 << 20, 24 << 20)
    /// The most classes or labels of a model.
    static let maximumNames = 10_000

    /// The bytes of a classifier.
    static func write(_ classifier: Classifier) -> [UInt8] {
        var head: JSONObject = [
            "type": .string(classifier.type.rawValue),
            "classes": .array(classifier.classes.map(JSON.string)),
            "labels": .array(classifier.labels.map(JSON.string)),
            "class_numbers": .array(classifier.classNumbers.map(JSON.int)),
            "label_numbers": .array(classifier.labelNumbers.map(JSON.int)),
            "examples": .int(classifier.exampleCount),
        ]
        for (name, value) in classifier.predictor.head { head[name] = value }
        var encoder = ClassifierEncoder()
        encoder.bytes = Array(type(of: classifier.predictor).format.utf8)
        let text = JSON.object(head).serialized()
        encoder.append(UInt32(truncatingIfNeeded: text.count))
        encoder.bytes += text
        classifier.predictor.append(to: &encoder)
        encoder.append(classifier.memory.keys)
        encoder.append(classifier.memory.offsets)
        encoder.append(classifier.memory.classes)
        encoder.append(classifier.memory.labels)
        return encoder.bytes
    }

    /// Whether bytes begin like a classifier file.
    static func isClassifier(_ bytes: [UInt8]) -> Bool { formats.contains { bytes.starts(with: $0) } }

    /// The classifier in a file, which is read piece by piece; nil when it is something else or damaged. For the thread
    /// pool.
    ///
    /// - Throws: `SystemError` when it cannot be read; `WorkError` when the budget is used up.
    static func read(_ payload: Payload, budget: WorkBudget = WorkBudget()) throws -> Classifier? {
        let first = try payload.read(at: 0, count: formats.map(\.count).max() ?? 0)
        guard payload.count <= maximumBytes, let format = formats.first(where: { first.starts(with: $0) }) else {
            return nil
        }
        var decoder = ClassifierDecoder(payload, from: format.count, budget: budget)
        guard let head = try head(&decoder, budget),
            let type = head["type"]?.string.flatMap(TaskType.init), let classes = names(head["classes"]),
            let labels = names(head["labels"]),
            let predictor = try format == formats[0]
                ? aspectModel(&decoder, head, type, classes, labels)
                : naiveBayes(&decoder, head, type, classes, labels),
            let memory = try decoder.memory(), decoder.isAtEnd,
            memory.classes.allSatisfy({ Int($0) <= classes.count }),
            memory.labels.allSatisfy({ Int($0) <= labels.count })
        else { return nil }
        return Classifier(
            type: type, classes: classes, labels: labels, classNumbers: numbers(head["class_numbers"]),
            labelNumbers: numbers(head["label_numbers"]), exampleCount: head["examples"]?.int ?? 0,
            predictor: predictor, memory: memory)
    }

    private static func head(_ decoder: inout ClassifierDecoder, _ budget: WorkBudget) throws -> JSON? {
        guard let length = try decoder.number(), length <= headBytes else { return nil }
        try budget.hold(headMemory)
        defer { budget.release(headMemory) }
        guard let text = try decoder.read(length) else { return nil }
        return try? JSON(parsing: text, limits: JSONLimits(maximumBytes: headBytes, memory: headMemory - length))
    }

    private static func aspectModel(
        _ decoder: inout ClassifierDecoder, _ head: JSON, _ type: TaskType, _ classes: [String], _ labels: [String]
    ) throws -> (any TagPredictor)? {
        guard let targets = try decoder.linearModel(), let threshold = head["threshold"]?.double, threshold.isFinite,
            targets.biases.count == (type.hasClasses ? classes.count : labels.count)
        else { return nil }
        var second: LinearModel?
        if type.hasClasses, type.hasLabels {
            guard let model = try decoder.linearModel(), model.biases.count == labels.count + 1 else { return nil }
            second = model
        }
        return AspectModel(
            targets: targets, labels: second, threshold: threshold, isMultiple: head["multiple"]?.bool ?? false,
            hasClasses: type.hasClasses)
    }

    private static func naiveBayes(
        _ decoder: inout ClassifierDecoder, _ head: JSON, _ type: TaskType, _ classes: [String], _ labels: [String]
    ) throws -> (any TagPredictor)? {
        guard let first = try decoder.naiveBayes(),
            first.examples.count == (type.hasClasses ? classes.count : labels.count) + 1
        else { return nil }
        var second: NaiveBayes?
        if type.hasClasses, type.hasLabels {
            guard let model = try decoder.naiveBayes(), model.examples.count == labels.count + 1 else { return nil }
            second = model
        }
        return NaiveBayesPredictor(
            type: type, isMultiple: head["multiple"]?.bool ?? false, first: first, second: second)
    }

    private static func names(_ json: JSON?) -> [String]? {
        guard let array = json?.array, array.count <= maximumNames else { return nil }
        let names = array.compactMap(\.string)
        guard names.count == array.count, Set(names).count == names.count,
            names.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 1024 })
        else { return nil }
        return names
    }

    private static func numbers(_ json: JSON?) -> [Int] { (json?.array ?? []).map { $0.int ?? 0 } }
}
