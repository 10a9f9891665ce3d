// Training: from annotated segments to a classifier.

/// Trains classifiers. For the thread pool.
enum Training {
    /// The most segments that a model learns from.
    static let maximumExamples = 200_000

    /// Trains a classifier. Of several examples with the same text, it remembers the last one.
    static func train(_ examples: [Example], _ names: TrainingNames) -> Classifier? {
        guard let model = AspectTraining.train(examples, names) else { return nil }
        return Classifier(
            type: names.type, classes: names.classes, labels: names.labels, classNumbers: names.classNumbers,
            labelNumbers: names.labelNumbers, exampleCount: examples.count, predictor: model,
            memory: memory(of: examples))
    }

    private static func memory(of examples: [Example]) -> ClassifierMemory {
        var latest: [UInt64: Int] = [:]
        for (index, example) in examples.enumerated() { latest[Features.key(of: example.text)] = index }
        var memory = ClassifierMemory()
        for (key, index) in latest.sorted(by: { $0.key < $1.key }) {
            memory.keys.append(key)
            for tag in examples[index].tags {
                memory.classes.append(UInt32(truncatingIfNeeded: (tag.classIndex ?? -1) + 1))
                memory.labels.append(UInt32(truncatingIfNeeded: (tag.labelIndex ?? -1) + 1))
            }
            memory.offsets.append(UInt32(truncatingIfNeeded: memory.classes.count))
        }
        return memory
    }

    /// Trains on `train` and measures on `test`. Without test examples, every fifth example is held back to measure on,
    /// and the final classifier learns from all of them. With fewer than ten examples, it is measured on what it has
    /// learned, without its memory.
    static func run(train: [Example], test: [Example], _ names: TrainingNames) -> TrainingResult? {
        guard test.isEmpty else {
            guard let classifier = Self.train(train, names) else { return nil }
            return TrainingResult(
                classifier: classifier, evaluation: Evaluation(classifier, on: test), trainCount: train.count,
                testCount: test.count)
        }
        guard let final = Self.train(train, names) else { return nil }
        guard train.count >= 10 else {
            return TrainingResult(
                classifier: final, evaluation: Evaluation(final, on: train, usesMemory: false),
                trainCount: train.count, testCount: train.count)
        }
        let held = train.enumerated().filter { $0.offset % 5 == 4 }.map(\.element)
        let rest = train.enumerated().filter { $0.offset % 5 != 4 }.map(\.element)
        guard let measured = Self.train(rest, names) else { return nil }
        return TrainingResult(
            classifier: final, evaluation: Evaluation(measured, on: held), trainCount: rest.count,
            testCount: held.count)
    }
}
