// The file format of classifiers: what a model's download contains, and what an upload may contain.
//
//   "DEEPMOCK-MODEL-1\n", length of the head (UInt32), head (JSON), then arrays, each with its count (UInt32) before it.
//   All numbers are little-endian.

import JSON

/// Reads and writes classifiers.
enum ClassifierFile {
    private static let magic = Array("DEEPMOCK-MODEL-1\n".utf8)
    /// The largest file that is read as a classifier.
    static let maximumBytes = 256 << 20
    /// The most classes or labels of a model.
    static let maximumNames = 10_000

    /// The bytes of a classifier.
    static func write(_ classifier: Classifier) -> [UInt8] {
        let head: JSON = [
            "type": .string(classifier.type.rawValue),
            "classes": .array(classifier.classes.map(JSON.string)),
            "labels": .array(classifier.labels.map(JSON.string)),
            "class_numbers": .array(classifier.classNumbers.map(JSON.int)),
            "label_numbers": .array(classifier.labelNumbers.map(JSON.int)),
            "examples": .int(classifier.exampleCount),
            "multiple": .bool(classifier.isMultiple),
        ]
        var encoder = ClassifierEncoder()
        encoder.bytes = magic
        let text = head.serialized()
        encoder.append(UInt32(truncatingIfNeeded: text.count))
        encoder.bytes += text
        encoder.append(classifier.first)
        if let second = classifier.second { encoder.append(second) }
        encoder.append(classifier.memory.keys)
        encoder.append(classifier.memory.offsets)
        encoder.append(classifier.memory.classes)
        encoder.append(classifier.memory.labels)
        return encoder.bytes
    }

    /// Whether bytes begin like a classifier file.
    static func isClassifier(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// The classifier in these bytes; nil when they are something else or damaged.
    static func read(_ bytes: [UInt8]) -> Classifier? {
        guard isClassifier(bytes) else { return nil }
        var decoder = ClassifierDecoder(bytes, from: magic.count)
        guard let length = decoder.number(), let text = decoder.read(length),
            let head = try? JSON(parsing: Array(text)),
            let type = head["type"]?.string.flatMap(TaskType.init), let classes = names(head["classes"]),
            let labels = names(head["labels"]), let first = decoder.naiveBayes(),
            first.examples.count == (type.hasClasses ? classes.count : labels.count) + 1
        else { return nil }
        var second: NaiveBayes?
        if type.hasClasses, type.hasLabels {
            guard let head = decoder.naiveBayes(), head.examples.count == labels.count + 1 else { return nil }
            second = head
        }
        guard let memory = decoder.memory(), decoder.isAtEnd,
            memory.classes.allSatisfy({ Int($0) <= classes.count }),
            memory.labels.allSatisfy({ Int($0) <= labels.count })
        else { return nil }
        return Classifier(
            type: type, classes: classes, labels: labels, classNumbers: numbers(head["class_numbers"]),
            labelNumbers: numbers(head["label_numbers"]), exampleCount: head["examples"]?.int ?? 0,
            isMultiple: head["multiple"]?.bool ?? false, first: first, second: second, memory: memory)
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
