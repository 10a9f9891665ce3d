// The serialised form of a classifier: what a model's download holds, and what an upload may bring.
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
        var sink = Sink()
        sink.bytes = magic
        let text = head.serialized()
        sink.append(UInt32(truncatingIfNeeded: text.count))
        sink.bytes += text
        sink.append(classifier.first)
        if let second = classifier.second { sink.append(second) }
        sink.append(classifier.memory.keys)
        sink.append(classifier.memory.offsets)
        sink.append(classifier.memory.classes)
        sink.append(classifier.memory.labels)
        return sink.bytes
    }

    /// Whether bytes begin like a classifier.
    static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// The classifier in these bytes; nil when they are anything else or damaged.
    static func read(_ bytes: [UInt8]) -> Classifier? {
        guard isOne(bytes) else { return nil }
        var source = Source(bytes: bytes, position: magic.count)
        guard let length = source.number(), let text = source.take(length), let head = try? JSON(parsing: Array(text)),
            let type = head["type"]?.string.flatMap(TaskType.init), let classes = names(head["classes"]),
            let labels = names(head["labels"]), let first = source.head(),
            first.examples.count == (type.hasClasses ? classes.count : labels.count) + 1
        else { return nil }
        var second: NaiveBayes?
        if type.hasClasses, type.hasLabels {
            guard let head = source.head(), head.examples.count == labels.count + 1 else { return nil }
            second = head
        }
        guard let memory = source.memory(), source.isAtEnd,
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

    /// Appends numbers.
    private struct Sink {
        var bytes: [UInt8] = []

        mutating func append(_ value: UInt32) {
            for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }

        mutating func append(_ values: [UInt32]) {
            append(UInt32(truncatingIfNeeded: values.count))
            for value in values { append(value) }
        }

        mutating func append(_ values: [UInt64]) {
            append(UInt32(truncatingIfNeeded: values.count))
            for value in values {
                append(UInt32(truncatingIfNeeded: value))
                append(UInt32(truncatingIfNeeded: value >> 32))
            }
        }

        mutating func append(_ head: NaiveBayes) {
            append(head.examples)
            append(head.features)
            append(head.offsets)
            append(head.targets)
            append(head.counts)
        }
    }

    /// Takes numbers off; every count is checked against what is there.
    private struct Source {
        let bytes: [UInt8]
        var position: Int

        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard count <= bytes.count - position else { return nil }
            defer { position += count }
            return bytes[position..<position + count]
        }

        mutating func number() -> Int? {
            guard bytes.count - position >= 4 else { return nil }
            defer { position += 4 }
            return Int(word(at: position))
        }

        private func word(at place: Int) -> UInt32 {
            UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
                | UInt32(bytes[place + 3]) << 24
        }

        mutating func words() -> [UInt32]? {
            guard let count = number(), count <= (bytes.count - position) / 4 else { return nil }
            let start = position
            position += count * 4
            return (0..<count).map { word(at: start + $0 * 4) }
        }

        mutating func longWords() -> [UInt64]? {
            guard let count = number(), count <= (bytes.count - position) / 8 else { return nil }
            let start = position
            position += count * 8
            return (0..<count).map { index in
                UInt64(word(at: start + index * 8)) | UInt64(word(at: start + index * 8 + 4)) << 32
            }
        }

        mutating func head() -> NaiveBayes? {
            guard let examples = words(), let features = longWords(), let offsets = words(), let targets = words(),
                let counts = words()
            else { return nil }
            return NaiveBayes(
                examples: examples, features: features, offsets: offsets, targets: targets, counts: counts)
        }

        mutating func memory() -> Classifier.Memory? {
            guard let keys = longWords(), let offsets = words(), let classes = words(), let labels = words(),
                offsets.count == keys.count + 1, offsets.first == 0, offsets.last.map(Int.init) == classes.count,
                classes.count == labels.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
                zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 })
            else { return nil }
            return Classifier.Memory(keys: keys, offsets: offsets, classes: classes, labels: labels)
        }
    }
}
