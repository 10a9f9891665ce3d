// Classifiers as files.

import JSON
import Testing

@testable import DeepOpinion

@Suite("Studio: classifier files")
struct ClassifierFileTests {
    @Test("a file gives the same classifier back, and equal training gives equal bytes")
    func file() throws {
        let classifier = try SmallTraining.classifier()
        let bytes = ClassifierFile.write(classifier)
        #expect(bytes == ClassifierFile.write(try SmallTraining.classifier()))
        let again = try #require(ClassifierFile.read(bytes))
        #expect(again.first == classifier.first)
        #expect(again.memory == classifier.memory)
        #expect(again.classes == ["cat", "dog"])
        #expect(again.predict("the cat purrs") == classifier.predict("the cat purrs"))
    }

    @Test("no damaged file is read, wherever the damage is")
    func damage() throws {
        let bytes = ClassifierFile.write(try SmallTraining.classifier())
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
