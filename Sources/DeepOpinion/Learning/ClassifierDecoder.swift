// The arrays of a classifier file, read piece by piece.

import System

/// Reads little-endian numbers, and arrays after their counts. Every count is checked against the bytes that are left, and
/// every array is charged before it is made, so that nothing is in memory but the arrays and one piece of the file.
struct ClassifierDecoder {
    private static let pieceSize = 1 << 20

    private let payload: Payload
    private let budget: WorkBudget
    private var position: Int

    init(_ payload: Payload, from position: Int, budget: WorkBudget) {
        self.payload = payload
        self.budget = budget
        self.position = position
    }

    var isAtEnd: Bool { position == payload.count }

    private var rest: Int { payload.count - position }

    /// The next bytes; nil when there are not so many.
    mutating func read(_ count: Int) throws -> [UInt8]? {
        guard count <= rest else { return nil }
        try budget.read(count)
        let bytes = try payload.read(at: position, count: count)
        guard bytes.count == count else { return nil }
        position += count
        return bytes
    }

    mutating func number() throws -> Int? {
        try read(4).map { Int(Self.word($0, at: 0)) }
    }

    mutating func words() throws -> [UInt32]? {
        try array { Self.word($0, at: $1) }
    }

    mutating func longWords() throws -> [UInt64]? {
        try array { UInt64(Self.word($0, at: $1)) | UInt64(Self.word($0, at: $1 + 4)) << 32 }
    }

    mutating func floats() throws -> [Float]? {
        try array { Float(bitPattern: Self.word($0, at: $1)) }
    }

    private static func word(_ bytes: [UInt8], at place: Int) -> UInt32 {
        UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
            | UInt32(bytes[place + 3]) << 24
    }

    /// The array behind the next number, which counts its elements.
    private mutating func array<Element>(_ element: ([UInt8], Int) -> Element) throws -> [Element]? {
        let width = MemoryLayout<Element>.size
        guard let count = try number(), count <= rest / width else { return nil }
        try budget.hold(count * width)
        var elements: [Element] = []
        elements.reserveCapacity(count)
        while elements.count < count {
            guard let piece = try read(min(Self.pieceSize, (count - elements.count) * width)) else { return nil }
            for place in stride(from: 0, to: piece.count, by: width) { elements.append(element(piece, place)) }
        }
        return elements
    }

    mutating func linearModel() throws -> LinearModel? {
        guard let biases = try floats(), let features = try longWords(), let offsets = try words(),
            let targets = try words(), let weights = try floats()
        else { return nil }
        return LinearModel(biases: biases, features: features, offsets: offsets, targets: targets, weights: weights)
    }

    mutating func naiveBayes() throws -> NaiveBayes? {
        guard let examples = try words(), let features = try longWords(), let offsets = try words(),
            let targets = try words(), let counts = try words()
        else { return nil }
        return NaiveBayes(
            examples: examples, features: features, offsets: offsets, targets: targets, counts: counts)
    }

    mutating func memory() throws -> ClassifierMemory? {
        guard let keys = try longWords(), let offsets = try words(), let classes = try words(),
            let labels = try words(), offsets.count == keys.count + 1, offsets.first == 0,
            offsets.last.map(Int.init) == classes.count, classes.count == labels.count,
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        return ClassifierMemory(keys: keys, offsets: offsets, classes: classes, labels: labels)
    }
}
