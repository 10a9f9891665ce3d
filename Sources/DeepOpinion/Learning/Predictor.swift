// Storing the tags that models predict: for analyses and for correction sessions.

import Emulator
import JSON
import Store

/// Stores predicted tags.
struct Predictor: Sendable {
    private let owner: SegmentCursor.Owner
    private let project: Int?
    /// Tags that a test author has set for every segment.
    private let given: JSON?

    init(analysis: Int, project: Int?, given: JSON?) {
        owner = .analysis(analysis)
        self.project = project
        self.given = given
    }

    init(session: Int, project: Int) {
        owner = .session(session)
        self.project = project
        given = nil
    }

    /// Stores the tags of segments, except those whose class or label no longer exists.
    ///
    /// - Returns: the sum of the confidences and the number of tags.
    @discardableResult
    func store(
        _ predictions: [(SegmentText, [Prediction])], _ translator: TagTranslator,
        _ classifier: Classifier,
        _ database: Database
    ) throws -> (confidence: Double, count: Int) {
        let given = given.map { prepared($0, classifier) }
        var sum = 0.0
        var count = 0
        for (segment, predicted) in predictions {
            for tag in given ?? predicted {
                guard let numbers = translator.numbers(tag) else { continue }
                sum += tag.confidence
                count += 1
                try insert(numbers, segment, database)
            }
        }
        return (sum, count)
    }

    private func insert(_ numbers: TagNumbers, _ segment: SegmentText, _ database: Database) throws {
        var session: Int?
        var analysis: Int?
        switch owner {
        case .analysis(let id): analysis = id
        case .session(let id): session = id
        }
        try database.execute(
            """
            INSERT INTO studio_tags(project, document, segment, session, analysis, class, label, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .optional(project), .int(segment.document), .int(segment.id), .optional(session), .optional(analysis),
            .optional(numbers.classNumber), .optional(numbers.labelNumber), session == nil ? "READY" : "CORRECTING")
    }

    private func prepared(_ tags: JSON, _ classifier: Classifier) -> [Prediction] {
        (tags.array ?? []).map { tag in
            Prediction(
                classIndex: tag["class"]?.string.flatMap { classifier.classes.firstIndex(of: $0) },
                labelIndex: tag["label"]?.string.flatMap { classifier.labels.firstIndex(of: $0) }, confidence: 1)
        }
    }
}
