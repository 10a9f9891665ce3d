// Predicted tags on their way into the tables: for analyses and for correction sessions.

import Emulator
import JSON
import Store

/// Reads segments that are to be tagged and stores what was predicted.
struct Predictor: Sendable {
    /// Where documents come from and tags belong: an analysis or a session.
    private enum Owner: Sendable {
        case analysis(Int)
        case session(Int)
    }

    /// A segment that is to be tagged.
    struct Segment: Sendable {
        let document: Int
        let id: Int
        let text: String
    }

    private let owner: Owner
    private let project: Int?
    /// Tags that a test author has given for every segment.
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

    /// The segments of the documents at some positions.
    func segments(in positions: Range<Int>, _ database: Database) throws -> [Segment] {
        let (query, id): (SQL, Int) =
            switch owner {
            case .analysis(let id): (Self.ofAnalysis, id)
            case .session(let id): (Self.ofSession, id)
            }
        return try database.all(
            query, .int(id), .int(positions.lowerBound), .int(positions.upperBound)
        ) { row in
            Segment(
                document: row.int(0), id: row.int(1),
                text: row.withText(2) { Self.piece(of: $0, row.int(3), row.int(4)) })
        }
    }

    /// Stores the tags of segments; parts that no longer exist are left out.
    ///
    /// - Returns: the sum of the confidences and the number of tags.
    @discardableResult
    func store(
        _ predictions: [(Segment, [Prediction])], _ translator: ModelReader.Translator, _ classifier: Classifier,
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

    private func insert(_ numbers: TagNumbers, _ segment: Segment, _ database: Database) throws {
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

    /// The text between two bytes.
    static func piece(of bytes: Span<UInt8>, _ start: Int, _ end: Int) -> String {
        let end = min(max(0, end), bytes.count)
        let start = min(max(0, start), end)
        if start == 0, end == bytes.count {
            return unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
        }
        let part = bytes.extracting(start..<end)
        return unsafe part.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private static let ofAnalysis: SQL = """
        SELECT d.id, s.id, d.text, s.byte_start, s.byte_end FROM studio_analysis_documents m \
        CROSS JOIN studio_documents d ON d.id = m.document CROSS JOIN studio_segments s ON s.document = d.id \
        WHERE m.analysis = ? AND m.position >= ? AND m.position < ? ORDER BY m.position, s.id
        """

    private static let ofSession: SQL = """
        SELECT d.id, s.id, d.text, s.byte_start, s.byte_end FROM studio_session_documents m \
        CROSS JOIN studio_documents d ON d.id = m.document CROSS JOIN studio_segments s ON s.document = d.id \
        WHERE m.session = ? AND m.position >= ? AND m.position < ? ORDER BY m.position, s.id
        """
}
