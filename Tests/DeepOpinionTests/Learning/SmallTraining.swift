// Six sentences about cats, dogs and the weather, and what is learned from them.

import JSON
import Testing

@testable import DeepOpinion

/// The training set of the tests of the classifier.
enum SmallTraining {
    static let names = TrainingNames(
        type: .classes, classes: ["cat", "dog"], labels: [], classNumbers: [1, 2], labelNumbers: [])

    static func example(_ text: String, _ index: Int?) -> Example {
        Example(text: text, tags: index.map { [Prediction(classIndex: $0, labelIndex: nil, confidence: 1)] } ?? [])
    }

    static func classifier() throws -> Classifier {
        try #require(
            Training.train(
                [
                    example("The cat sleeps and purrs", 0), example("A cat catches mice", 0),
                    example("The dog barks", 1), example("A dog fetches the stick and barks", 1),
                    example("It is raining", nil), example("It rains in May", nil),
                ], names))
    }
}
