// The file format of classifiers: what a model's download contains, and what an upload may contain.
//
//   "DEEPMOCK-MODEL-2\n", length of the head (UInt32), head (JSON), then arrays, each with its count (UInt32) before it.
//   All numbers are little-endian. Files of the first format, with counts in place of weights, are read, too.

import JSON

/// Reads and writes classifiers.
enum ClassifierFile {
    private static let formats = [AspectModel.format, NaiveBayesPredictor.format].map { Array($0.utf8) }
    /// The largest file that is read as a classifier.
    static let maximumBytes = 256 << 20
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

    /// The classifier in these bytes; nil when they are something else or damaged.
    static func read(_ bytes: [UInt8]) -> Classifier? {
        guard let format = formats.first(where: { bytes.starts(with: $0) }) else { return nil }
        var decoder = ClassifierDecoder(bytes, from: format.count)
        guard let length = decoder.number(), let text = decoder.read(length),
            let head = try? JSON(parsing: Array(text)),
            let type = head["type"]?.string.flatMap(TaskType.init), let classes = names(head["classes"]),
            let labels = names(head["labels"]),
            let predictor = format == formats[0]
                ? aspectModel(&decoder, head, type, classes, labels)
                : naiveBayes(&decoder, head, type, classes, labels),
            let memory = decoder.memory(), decoder.isAtEnd,
            memory.classes.allSatisfy({ Int($0) <= classes.count }),
            memory.labels.allSatisfy({ Int($0) <= labels.count })
        else { return nil }
        return Classifier(
            type: type, classes: classes, labels: labels, classNumbers: numbers(head["class_numbers"]),
            labelNumbers: numbers(head["label_numbers"]), exampleCount: head["examples"]?.int ?? 0,
            predictor: predictor, memory: memory)
    }

    private static func aspectModel(
        _ decoder: inout ClassifierDecoder, _ head: JSON, _ type: TaskType, _ classes: [String], _ labels: [String]
    ) -> (any TagPredictor)? {
        guard let targets = decoder.linearModel(), let threshold = head["threshold"]?.double, threshold.isFinite,
            targets.biases.count == (type.hasClasses ? classes.count : labels.count)
        else { return nil }
        var second: LinearModel?
        if type.hasClasses, type.hasLabels {
            guard let model = decoder.linearModel(), model.biases.count == labels.count + 1 else { return nil }
            second = model
        }
        return AspectModel(
            targets: targets, labels: second, threshold: threshold, isMultiple: head["multiple"]?.bool ?? false,
            hasClasses: type.hasClasses)
    }

    private static func naiveBayes(
        _ decoder: inout ClassifierDecoder, _ head: JSON, _ type: TaskType, _ classes: [String], _ labels: [String]
    ) -> (any TagPredictor)? {
        guard let first = decoder.naiveBayes(),
            first.examples.count == (type.hasClasses ? classes.count : labels.count) + 1
        else { return nil }
        var second: NaiveBayes?
        if type.hasClasses, type.hasLabels {
            guard let model = decoder.naiveBayes(), model.examples.count == labels.count + 1 else { return nil }
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
