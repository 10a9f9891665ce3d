// Training of aspect models.

/// Trains aspect models.
enum AspectTraining {
    /// The threshold of models that have too few examples to find one.
    private static let usualThreshold = -0.5
    private static let fewExamples = 10
    /// Up to this number of examples each one is judged once by a model that has not learned it; of more, every fifth.
    private static let manyExamples = 1000
    private static let maximumJudged = 2000
    /// The most scores that are kept meanwhile.
    private static let maximumScores = 2_000_000

    /// Learns classes first, then their labels from the words around them.
    static func train(_ examples: [Example], _ names: TrainingNames) -> AspectModel? {
        let hasClasses = names.type.hasClasses
        let readings = examples.map { SegmentReading($0.text) }
        var trainer = LinearTrainer(targets: hasClasses ? names.classes.count : names.labels.count, firstBias: -1)
        // Aspects of one segment are the point of this type; for the others, examples show whether there can be several.
        var isMultiple = names.type == .absa
        for (example, reading) in zip(examples, readings) {
            let targets = Set(example.tags.compactMap { hasClasses ? $0.classIndex : $0.labelIndex })
            if targets.count > 1 { isMultiple = true }
            trainer.add(reading.evidence, targets: targets)
        }
        guard let targets = trainer.train() else { return nil }
        var labels: LinearModel?
        if hasClasses, names.type.hasLabels {
            labels = Self.labels(examples, readings, targets, count: names.labels.count)
            guard labels != nil else { return nil }
        }
        return AspectModel(
            targets: targets, labels: labels, threshold: threshold(trainer, isMultiple: isMultiple),
            isMultiple: isMultiple, hasClasses: hasClasses)
    }

    private static func labels(
        _ examples: [Example], _ readings: [SegmentReading], _ classes: LinearModel, count: Int
    ) -> LinearModel? {
        var trainer = LinearTrainer(targets: count + 1, firstBias: 0)
        for (example, reading) in zip(examples, readings) {
            let windows = reading.windows(of: Array(Set(example.tags.compactMap(\.classIndex))), by: classes)
            for tag in example.tags {
                guard let aspect = tag.classIndex, let window = windows[aspect] else { continue }
                trainer.add(reading.evidence(about: aspect, in: window), targets: [(tag.labelIndex ?? -1) + 1])
            }
        }
        return trainer.train()
    }

    /// The threshold at which models that have not learned an example do best on it, by F1: the middle of all that do.
    private static func threshold(_ trainer: LinearTrainer, isMultiple: Bool) -> Double {
        guard trainer.count >= fewExamples else { return usualThreshold }
        let most = min(maximumJudged, max(fewExamples, maximumScores / max(1, trainer.targetCount)))
        var judged: [(scores: [LinearModel.Score], real: Set<Int>)] = []
        for fold in 0..<(trainer.count <= manyExamples ? 5 : 1) {
            guard let model = trainer.train(where: { $0 % 5 != fold }) else { continue }
            for example in stride(from: fold, to: trainer.count, by: 5) where judged.count < most {
                judged.append((trainer.scores(of: example, by: model), trainer.targets(of: example)))
            }
        }
        let thresholds = stride(from: -8.0, through: 2, by: 0.25).map { $0 }
        let results = thresholds.map { threshold in
            var counts = HitCounts()
            for (scores, real) in judged {
                let predicted = Set(AspectModel.chosen(scores, threshold: threshold, isMultiple: isMultiple))
                counts.hits += predicted.intersection(real).count
                counts.predicted += predicted.count
                counts.real += real.count
            }
            return counts.f1
        }
        guard let best = results.max(), best > 0 else { return usualThreshold }
        let equals = thresholds.indices.filter { results[$0] == best }
        return thresholds[equals[equals.count / 2]]
    }
}
