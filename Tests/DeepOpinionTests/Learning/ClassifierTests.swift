// The classifier by itself.

import JSON
import Testing

@testable import DeepOpinion

@Suite("Studio: the classifier")
struct ClassifierTests {
    @Test("known texts are remembered, similar ones recognised, and texts without a tag get none")
    func predicts() throws {
        let classifier = try SmallTraining.classifier()
        #expect(classifier.predict("  The dog barks\n").map(\.classIndex) == [1])
        #expect(classifier.predict("The dog barks").map(\.confidence) == [1])
        #expect(classifier.predict("the CAT purrs").map(\.classIndex) == [0])
        #expect(classifier.predict("it was raining in may").isEmpty)
        let confidence = try #require(classifier.predict("a barking dog and a cat").first?.confidence)
        #expect(confidence > 0.3 && confidence < 1)
    }

    @Test("words of other scripts count: umlauts, Arabic, Chinese")
    func scripts() throws {
        let classifier = try #require(
            Training.train(
                [
                    SmallTraining.example("Über die Brücke", 0), SmallTraining.example("القطة نائمة", 0),
                    SmallTraining.example("我喜欢猫", 0),
                    SmallTraining.example("Durch den Fluss", 1), SmallTraining.example("الكلب ينبح", 1),
                    SmallTraining.example("狗在叫", 1),
                ], SmallTraining.names))
        #expect(classifier.predict("ÜBER DIE Straße").map(\.classIndex) == [0])
        #expect(classifier.predict("الكلب نائم ينبح").map(\.classIndex) == [1])
        #expect(classifier.predict("我的猫").map(\.classIndex) == [0])
    }

    @Test("segments with two tags teach the model to give two")
    func several() throws {
        func both(_ text: String) -> Example {
            Example(
                text: text,
                tags: [0, 1].map { Prediction(classIndex: $0, labelIndex: nil, confidence: 1) })
        }
        let classifier = try #require(
            Training.train(
                [
                    both("cat and dog"), both("dog and cat"), SmallTraining.example("cat", 0),
                    SmallTraining.example("dog", 1),
                ], SmallTraining.names))
        #expect(Set(classifier.predict("a cat with a dog").compactMap(\.classIndex)) == [0, 1])
    }

    @Test("more examples make it better")
    func improves() throws {
        var state: UInt64 = 7
        func word(_ topic: Int) -> String {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Int(state >> 33)
            return number % 3 == 0 ? "w\(topic)x\(number / 3 % 40)" : "common\(number % 90)"
        }
        func texts(_ count: Int) -> [Example] {
            (0..<count).map { index in
                SmallTraining.example((0..<6).map { _ in word(index % 2) }.joined(separator: " "), index % 2)
            }
        }
        let test = texts(300)
        let all = texts(800)
        let accuracies = try [4, 40, 800].map { count in
            Evaluation(try #require(Training.train(Array(all.prefix(count)), SmallTraining.names)), on: test).accuracy
        }
        #expect(accuracies[0] < accuracies[1])
        #expect(accuracies[1] < accuracies[2])
        // One text in eleven has no word that tells its topic, and gets none.
        #expect(accuracies[2] > 0.85)
    }

    @Test("metrics count hits, misses and confusions")
    func metrics() throws {
        let json = Evaluation(
            try SmallTraining.classifier(),
            on: [
                SmallTraining.example("The cat sleeps and purrs", 0), SmallTraining.example("The dog barks", 1),
                SmallTraining.example("A cat catches mice", 1),
                SmallTraining.example("It is raining", nil),
            ]
        ).json(trainCount: 6, testCount: 4)
        #expect(json["accuracy"] == 0.75)
        #expect(json["precision"] == 0.6667)
        #expect(json["recall"] == 0.6667)
        #expect(json["classes"]?["cat"] == ["precision": 0.5, "recall": 1.0, "f1": 0.6667, "support": 1])
        #expect(json["classes"]?["dog"]?["recall"] == 0.5)
        #expect(json["confusion"]?["matrix"] == [[1, 0, 0], [0, 1, 0], [0, 1, 1]])
    }
}
