// Classifiers as files.

import JSON
import System
import Testing

@testable import DeepOpinion

@Suite("Studio: classifier files")
struct ClassifierFileTests {
    @Test("a file gives the same classifier back, and equal training gives equal bytes")
    func file() throws {
        let classifier = try SmallTraining.classifier()
        let bytes = ClassifierFile.write(classifier)
        #expect(bytes == ClassifierFile.write(try SmallTraining.classifier()))
        let again = try #require(try ClassifierFile.read(.memory(bytes)))
        #expect(again.predictor as? AspectModel == classifier.predictor as? AspectModel)
        #expect(again.predictor is AspectModel)
        #expect(again.memory == classifier.memory)
        #expect(again.classes == ["cat", "dog"])
        #expect(again.predict("the cat purrs") == classifier.predict("the cat purrs"))
    }

    @Test("files of the first format still predict: by counts, as they always did")
    func firstFormat() throws {
        let words = [("cat", 1), ("dog", 2), ("rain", 0)].map { (Features.words(of: $0.0)[0].hash, UInt32($0.1)) }
            .sorted { $0.0 < $1.0 }
        let counts = try #require(
            NaiveBayes(
                examples: [2, 2, 2], features: words.map(\.0), offsets: [0, 1, 2, 3], targets: words.map(\.1),
                counts: [3, 3, 3]))
        let old = Classifier(
            type: .classes, classes: ["cat", "dog"], labels: [], classNumbers: [1, 2], labelNumbers: [],
            exampleCount: 6,
            predictor: NaiveBayesPredictor(type: .classes, isMultiple: false, first: counts, second: nil),
            memory: ClassifierMemory())
        let bytes = ClassifierFile.write(old)
        #expect(bytes.starts(with: Array("DEEPMOCK-MODEL-1\n".utf8)))
        let read = try #require(try ClassifierFile.read(.memory(bytes)))
        #expect(read.predict("a dog").map(\.classIndex) == [1])
        #expect(read.predict("a cat").map(\.classIndex) == [0])
        #expect(read.predict("rain").isEmpty)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(try ClassifierFile.read(.memory(Array(bytes.prefix(count)))) == nil)
        }
    }

    @Test("a weight that is no number is refused")
    func noNumber() {
        for weight in [Float.nan, .infinity] {
            #expect(
                LinearModel(biases: [0], features: [1], offsets: [0, 1], targets: [0], weights: [weight]) == nil)
        }
        #expect(LinearModel(biases: [.nan], features: [], offsets: [0], targets: [], weights: []) == nil)
        #expect(LinearModel(biases: [0], features: [1], offsets: [0, 1], targets: [1], weights: [1]) == nil)
    }

    @Test("a file is read piece by piece, and charged with what it takes in memory before it takes it")
    func charged() throws {
        let count = 1_400_000
        let many = Classifier(
            type: .classes, classes: ["cat", "dog"], labels: [], classNumbers: [1, 2], labelNumbers: [],
            exampleCount: 1,
            predictor: AspectModel(
                targets: try #require(
                    LinearModel(biases: [0, 0], features: [], offsets: [0], targets: [], weights: [])),
                labels: nil, threshold: 0, isMultiple: false, hasClasses: true),
            memory: ClassifierMemory(
                keys: (0..<count).map { UInt64($0) }, offsets: (0...count).map { UInt32($0) },
                classes: Array(repeating: 1, count: count), labels: Array(repeating: 0, count: count)))
        let file = Payload.memory(ClassifierFile.write(many))
        let read = try #require(try ClassifierFile.read(file, budget: WorkBudget()))
        #expect(read.memory == many.memory)
        // 28 MB of arrays; 24 MiB are enough while the head is read.
        #expect(try ClassifierFile.read(file, budget: WorkBudget(.init(heldBytes: 27 << 20))) != nil)
        let limit = 26 << 20
        #expect(throws: WorkError.tooMuch(.heldBytes, limit: limit)) {
            try ClassifierFile.read(file, budget: WorkBudget(.init(heldBytes: limit)))
        }
        let gone = WorkCancellation()
        gone.cancel()
        #expect(throws: WorkError.cancelled) {
            try ClassifierFile.read(file, budget: WorkBudget(cancellations: [gone]))
        }
    }

    @Test("a head that announces more than it may have is not read")
    func largeHead() throws {
        var bytes = ClassifierFile.write(try SmallTraining.classifier())
        let length = "DEEPMOCK-MODEL-2\n".utf8.count
        bytes.replaceSubrange(length..<length + 4, with: [0, 0, 0, 4])
        bytes += [UInt8](repeating: 0x20, count: 64 << 20)
        #expect(try ClassifierFile.read(.memory(bytes)) == nil)
    }

    @Test("no damaged file is read, wherever the damage is")
    func damage() throws {
        let bytes = ClassifierFile.write(try SmallTraining.classifier())
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(try ClassifierFile.read(.memory(Array(bytes.prefix(count)))) == nil)
        }
        #expect(try ClassifierFile.read(.memory(bytes + [0])) == nil)
        // Any other damage may be read as another classifier, but must never crash.
        for position in bytes.indices {
            var damaged = bytes
            damaged[position] ^= 0xFF
            _ = try ClassifierFile.read(.memory(damaged))?.predict("the cat and the dog bark")
        }
    }
}
