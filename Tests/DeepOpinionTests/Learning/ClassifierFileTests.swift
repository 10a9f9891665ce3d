// Classifiers as files.

import JSON
import Testing

@testable import DeepOpinion

@Suite("Studio: classifier files")
struct ClassifierFileTests {
    private let names = TrainingNames(
        type: .classes, classes: ["cat", "dog"], labels: [], classNumbers: [1, 2], labelNumbers: [])

    private func example(_ text: String, _ index: Int?) -> Example {
        Example(text: text, tags: index.map { [Prediction(classIndex: $0, labelIndex: nil, confidence: 1)] } ?? [])
    }

    private func trained() throws -> Classifier {
        try #require(
            Training.train(
                [
                    example("The cat sleeps and purrs", 0), example("A cat catches mice", 0),
                    example("The dog barks", 1), example("A dog fetches the stick and barks", 1),
                    example("It is raining", nil), example("It rains in May", nil),
                ], names))
    }

    @Test("a file gives the same classifier back, and equal training gives equal bytes")
    func file() throws {
        let classifier = try trained()
        let bytes = ClassifierFile.write(classifier)
        #expect(bytes == ClassifierFile.write(try trained()))
        let again = try #require(ClassifierFile.read(bytes))
        #expect(again.first == classifier.first)
        #expect(again.memory == classifier.memory)
        #expect(again.classes == ["cat", "dog"])
        #expect(again.predict("the cat purrs") == classifier.predict("the cat purrs"))
    }

    @Test("no damaged file is read, wherever the damage is")
    func damage() throws {
        let bytes = ClassifierFile.write(try trained())
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(ClassifierFile.read(Array(bytes.prefix(count))) == nil)
        }
        #expect(ClassifierFile.read(bytes + [0]) == nil)
        // Any other damage may be read as another classifier, but must never crash.
        for position in bytes.indices {
            var damaged = bytes
            damaged[position] ^= 0xFF
            _ = ClassifierFile.read(damaged)?.predict("the cat and the dog bark")
        }
    }
}
