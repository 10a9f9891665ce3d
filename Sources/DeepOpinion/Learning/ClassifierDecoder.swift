// The arrays of a classifier file, from its bytes.

/// Reads little-endian numbers, and arrays after their counts. Every count is checked against the bytes that are left.
struct ClassifierDecoder {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], from position: Int) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func read(_ count: Int) -> ArraySlice<UInt8>? {
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

    mutating func floats() -> [Float]? { words()?.map { Float(bitPattern: $0) } }

    mutating func linearModel() -> LinearModel? {
        guard let biases = floats(), let features = longWords(), let offsets = words(), let targets = words(),
            let weights = floats()
        else { return nil }
        return LinearModel(biases: biases, features: features, offsets: offsets, targets: targets, weights: weights)
    }

    mutating func naiveBayes() -> NaiveBayes? {
        guard let examples = words(), let features = longWords(), let offsets = words(), let targets = words(),
            let counts = words()
        else { return nil }
        return NaiveBayes(
            examples: examples, features: features, offsets: offsets, targets: targets, counts: counts)
    }

    mutating func memory() -> ClassifierMemory? {
        guard let keys = longWords(), let offsets = words(), let classes = words(), let labels = words(),
            offsets.count == keys.count + 1, offsets.first == 0, offsets.last.map(Int.init) == classes.count,
            classes.count == labels.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        return ClassifierMemory(keys: keys, offsets: offsets, classes: classes, labels: labels)
    }
}
