// The prediction of all tags of an analysis or a correction session, in slices.

import Emulator
import Store

/// A prediction in progress.
struct PredictionRun: Sendable {
    private let predictor: Predictor
    private let classifier: Classifier
    private let translator: TagTranslator
    private var cursor: SegmentCursor
    private var confidence = 0.0
    private var count = 0

    init(predictor: Predictor, classifier: Classifier, translator: TagTranslator, cursor: SegmentCursor) {
        self.predictor = predictor
        self.classifier = classifier
        self.translator = translator
        self.cursor = cursor
    }

    /// The mean confidence of the predicted tags in percent; 0 without any.
    var score: Double { count > 0 ? confidence / Double(count) * 100 : 0 }

    /// Predicts a few hundred segments on the thread pool, stores their tags, and so on; then calls `end`.
    func run(
        _ context: TransitionContext, end: @escaping (PredictionRun) throws -> TransitionContext.Result
    ) throws -> TransitionContext.Result {
        guard !cursor.isAtEnd else { return try end(self) }
        var next = self
        let segments = try next.cursor.next(context.database)
        let rest = next
        return .later({ [classifier] in segments.map { classifier.predict($0.text) } }) { predictions in
            var run = rest
            let stored = try predictor.store(
                Array(zip(segments, predictions)), translator, classifier, context.database)
            run.confidence += stored.confidence
            run.count += stored.count
            return try run.run(context, end: end)
        }
    }
}
