// How well models of several aspects learn, and that the documentation says so.

import Crypto
import Foundation
import JSON
import TestSupport
import Testing

@testable import DeepOpinion

@Suite("Studio: learning of aspects")
struct AspectTrainingTests {
    /// A training set of the size that docs/learning.md names.
    private static func trained(seed: UInt64) throws -> TrainingResult {
        var corpus = AspectCorpus(seed: seed)
        return try #require(
            Training.run(
                train: corpus.segments(withTwo: 80, withOne: 60, withNone: 40), test: [], AspectCorpus.names))
    }

    /// F1 of whole tags on new segments, in the shares of the training set.
    private static func f1(_ classifier: Classifier, _ corpus: AspectCorpus) throws -> Double {
        var corpus = corpus
        let test = corpus.segments(withTwo: 160, withOne: 120, withNone: 80)
        return try #require(
            Evaluation(classifier, on: test, usesMemory: false).json(trainCount: 180, testCount: 360)["f1"]?.double)
    }

    /// The figures of docs/learning.md: a mean over five training sets.
    private static func figures() throws -> [Double] {
        var sums = [0.0, 0, 0, 0]
        for seed in 1...5 as ClosedRange<UInt64> {
            let result = try trained(seed: seed)
            let json = result.evaluation.json(trainCount: result.trainCount, testCount: result.testCount)
            sums[0] += try #require(json["f1"]?.double)
            sums[1] += try f1(result.classifier, AspectCorpus(seed: 100 + seed))
            sums[2] += try f1(result.classifier, AspectCorpus(seed: 100 + seed, usesNewTemplates: true))
            sums[3] += try f1(result.classifier, AspectCorpus(seed: 100 + seed, usesNewTemplates: true, newWords: 0.15))
        }
        return sums.map { $0 / 5 }
    }

    @Test("the scores are those that the documentation states, and segments about two aspects reach 0.8")
    func documented() throws {
        let rows = Repository.text("docs/learning.md").matches(of: /\n\| [^|\n]+ \| (0\.[0-9]+) \|/)
        let stated = try rows.map { try #require(Double($0.1)) }
        let figures = try Self.figures()
        try #require(stated.count == figures.count)
        for (stated, computed) in zip(stated, figures) { #expect(abs(stated - computed) < 0.006) }
        #expect(figures[1] > 0.95)
        #expect(figures[3] > 0.75)
    }

    @Test("in segments about two aspects both are found, each with its own label")
    func two() throws {
        let classifier = try Self.trained(seed: 7).classifier
        var corpus = AspectCorpus(seed: 77)
        let test = corpus.segments(withTwo: 200, withOne: 0, withNone: 0)
        let evaluation = Evaluation(classifier, on: test, usesMemory: false)
        #expect(evaluation.accuracy > 0.8)
        func tags(_ text: String) -> [String] {
            classifier.predict(text).map { tag in
                "\(tag.classIndex.map { AspectCorpus.aspects[$0] } ?? "") \(tag.labelIndex.map { AspectCorpus.labels[$0] } ?? "")"
            }.sorted()
        }
        #expect(tags("The soup was great but the waiter was awful.") == ["food POS", "staff NEG"])
        #expect(tags("Awful waiter, great soup.") == ["food POS", "staff NEG"])
        #expect(tags("The soup and the waiter were great") == ["food POS", "staff POS"])
    }

    @Test(
        "a text about nothing known has no tags",
        arguments: [
            "", "Hello", "The parliament of the country meets today.", "We arrived in May with my sister.", "?!",
        ])
    func nothing(text: String) throws {
        #expect(try Self.trained(seed: 7).classifier.predict(text) == [])
    }

    @Test("segments with one of two classes get one of them; a third, never seen, is never predicted")
    func exclusive() throws {
        let names = TrainingNames(
            type: .classes, classes: ["cat", "dog", "fish"], labels: [], classNumbers: [], labelNumbers: [])
        let examples = (0..<20).map { number in
            SmallTraining.example("animal \(number) \(number % 2 == 0 ? "purrs" : "barks")", number % 2)
        }
        let classifier = try #require(Training.train(examples, names))
        #expect(classifier.predict("something purrs").map(\.classIndex) == [0])
        #expect(classifier.predict("it purrs and it barks").count == 1)
    }

    @Test("equal examples give equal models, and 5,000 long segments are learned in bounded time")
    func bounded() throws {
        var generator = SeededGenerator(seed: 3)
        let examples = (0..<5000).map { number in
            let words = (0..<20).map { _ in "word\(generator.int(in: 0..<3000))" }
            return SmallTraining.example("\(words.joined(separator: " ")) topic\(number % 2)", number % 2)
        }
        var trainer = LinearTrainer(targets: 2, firstBias: -1)
        for example in examples {
            trainer.add(SegmentReading(example.text).evidence, targets: Set(example.tags.compactMap(\.classIndex)))
        }
        var models: [LinearModel?] = []
        // A debug build takes twenty times as long as a release, which needs a tenth of a second.
        let time = ContinuousClock().measure { models = [trainer.train(), trainer.train()] }
        #expect(models[0] == models[1])
        #expect(time < .seconds(60))
        let scores = try #require(models[0]).scores(of: SegmentReading("word1 topic1").evidence)
        #expect(scores[1].sum > scores[0].sum)
    }
}
