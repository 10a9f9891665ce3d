// Reading the annotated segments of sessions, in steps.

import Store

/// Collects examples. Where two sessions have annotated the same segment, the later session counts.
struct TrainingCursor: Sendable {
    /// Sessions to train on, and sessions to test on.
    let train: [Int]
    let test: [Int]
    let names: TrainingNames

    private var rest: ArraySlice<(session: Int, isTest: Bool)>
    private var cursor: SegmentCursor?
    private var trained = Collected()
    private var tested = Collected()
    private let classIndexes: [Int: Int]
    private let labelIndexes: [Int: Int]

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

    init(train: [Int], test: [Int], names: TrainingNames) {
        self.train = train
        self.test = test
        self.names = names
        rest = (train.map { ($0, false) } + test.map { ($0, true) })[...]
        classIndexes = Dictionary(uniqueKeysWithValues: names.classNumbers.enumerated().map { ($1, $0) })
        labelIndexes = Dictionary(uniqueKeysWithValues: names.labelNumbers.enumerated().map { ($1, $0) })
    }

    var trainExamples: [Example] { trained.examples }
    var testExamples: [Example] { tested.examples }

    /// Reads the next segments.
    ///
    /// - Returns: whether everything has been read.
    mutating func step(_ database: Database) throws -> Bool {
        guard let (session, isTest) = rest.first else { return true }
        let mode = try database.scalarText("SELECT mode FROM studio_sessions WHERE id = ?", .int(session))
        var cursor = cursor ?? SegmentCursor(.session(session))
        for segment in try cursor.next(database) {
            guard let example = try example(segment, session, needsMark: mode == "CORRECTION", database) else {
                continue
            }
            if isTest { tested.add(segment.id, example) } else { trained.add(segment.id, example) }
        }
        self.cursor = cursor.isAtEnd ? nil : cursor
        if cursor.isAtEnd { rest.removeFirst() }
        return rest.isEmpty
    }

    /// A segment with its tags, if it was marked as annotated or, outside of corrections, has a tag.
    private func example(
        _ segment: SegmentText, _ session: Int, needsMark: Bool, _ database: Database
    ) throws -> Example? {
        let tags = try database.all(
            "SELECT class, label FROM studio_tags WHERE segment = ? AND +session = ? ORDER BY id", .int(segment.id),
            .int(session)
        ) { row in
            Prediction(
                classIndex: row.optionalInt(0).flatMap { classIndexes[$0] },
                labelIndex: row.optionalInt(1).flatMap { labelIndexes[$0] }, confidence: 1)
        }.filter { $0.classIndex != nil || $0.labelIndex != nil }
        if needsMark || tags.isEmpty {
            let isMarked = try database.exists(
                "SELECT 1 FROM studio_session_segments WHERE session = ? AND segment = ?", .int(session),
                .int(segment.id))
            guard isMarked else { return nil }
        }
        return Example(text: segment.text, tags: tags)
    }
}
