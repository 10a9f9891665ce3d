// The annotated segments of sessions, read in slices.

import Store

/// Collects examples. Where two sessions have annotated one segment, the later session counts.
struct TrainingSource: Sendable {
    /// Sessions to learn from, and sessions to measure on.
    let train: [Int]
    let test: [Int]
    let naming: Naming

    private var rest: ArraySlice<(session: Int, isTest: Bool)>
    private var position = 0
    private var trained = Collected()
    private var tested = Collected()
    private let classIndexes: [Int: Int]
    private let labelIndexes: [Int: Int]

    /// How many documents are read at a time.
    private static let window = 100

    private struct Collected: Sendable {
        var examples: [Example] = []
        var places: [Int: Int] = [:]

        mutating func add(_ segment: Int, _ example: Example) {
            if let place = places[segment] {
                examples[place] = example
            } else if examples.count < Training.maximumExamples {
                places[segment] = examples.count
                examples.append(example)
            }
        }
    }

    init(train: [Int], test: [Int], naming: Naming) {
        self.train = train
        self.test = test
        self.naming = naming
        rest = (train.map { ($0, false) } + test.map { ($0, true) })[...]
        classIndexes = Dictionary(uniqueKeysWithValues: naming.classNumbers.enumerated().map { ($1, $0) })
        labelIndexes = Dictionary(uniqueKeysWithValues: naming.labelNumbers.enumerated().map { ($1, $0) })
    }

    var trainExamples: [Example] { trained.examples }
    var testExamples: [Example] { tested.examples }

    /// Reads the next documents.
    ///
    /// - Returns: whether everything has been read.
    mutating func step(_ database: Database) throws -> Bool {
        guard let (session, isTest) = rest.first else { return true }
        let row = try database.first("SELECT next_position, mode FROM studio_sessions WHERE id = ?", .int(session)) {
            (end: $0.int(0), isCorrection: $0.text(1) == "CORRECTION")
        }
        if let row, position < row.end {
            try read(session, needsMark: row.isCorrection, isTest: isTest, database)
        }
        position += Self.window
        if position >= row?.end ?? 0 {
            rest.removeFirst()
            position = 0
        }
        return rest.isEmpty
    }

    /// Segments count that were marked as annotated or, except in corrections, have a tag.
    private mutating func read(_ session: Int, needsMark: Bool, isTest: Bool, _ database: Database) throws {
        var current: (segment: Int, text: String, tags: [Prediction], counts: Bool)?
        func finished() -> (Int, Example)? {
            guard let current, current.counts || !needsMark && !current.tags.isEmpty else { return nil }
            return (current.segment, Example(text: current.text, tags: current.tags))
        }
        var found: [(Int, Example)] = []
        try database.each(
            """
            SELECT s.id, d.text, s.byte_start, s.byte_end, a.annotated, t.class, t.label
            FROM studio_session_documents m CROSS JOIN studio_documents d ON d.id = m.document
            CROSS JOIN studio_segments s ON s.document = d.id
            LEFT JOIN studio_session_segments a ON a.session = m.session AND a.segment = s.id
            LEFT JOIN studio_tags t ON t.segment = s.id AND t.session = m.session
            WHERE m.session = ? AND m.position >= ? AND m.position < ? ORDER BY m.position, s.id, t.id
            """, .int(session), .int(position), .int(position + Self.window)
        ) { row in
            let segment = row.int(0)
            if current?.segment != segment {
                if let example = finished() { found.append(example) }
                let text = row.withText(1) { Predictor.piece(of: $0, row.int(2), row.int(3)) }
                current = (segment, text, [], !row.isNull(4))
            }
            let classIndex = row.optionalInt(5).flatMap { classIndexes[$0] }
            let labelIndex = row.optionalInt(6).flatMap { labelIndexes[$0] }
            if classIndex != nil || labelIndex != nil {
                current?.tags.append(Prediction(classIndex: classIndex, labelIndex: labelIndex, confidence: 1))
            }
        }
        if let example = finished() { found.append(example) }
        for (segment, example) in found {
            if isTest { tested.add(segment, example) } else { trained.add(segment, example) }
        }
    }
}
