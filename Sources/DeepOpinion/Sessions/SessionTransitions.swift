// How sessions move: CREATED, SAMPLING, PREDICTING (corrections), STARTED, ANNOTATING, then FINISHED; or FAILED.

import Crypto
import Emulator
import JSON
import Store

/// The state machine of labeling and correction sessions (specification, "State machines").
enum SessionLife {
    static let transitions: [String: Transition] = [
        "deepopinion.session.imported": imported,
        "deepopinion.session.sample": sample,
        "deepopinion.session.fill": fill,
        "deepopinion.session.predict": predict,
        "deepopinion.session.start": start,
    ]

    /// The subject of a session's transitions.
    static func subject(_ id: Int) -> String { "session:\(id)" }

    /// Drops everything that is still to happen to a session.
    static func cancel(_ id: Int, in tenant: Tenant) throws {
        try Imports.cancel(subject: subject(id), in: tenant)
    }

    /// How many positions are looked at in one slice.
    private static let window = 150

    /// The session that a step moves; nil when it is gone.
    private struct Subject {
        let id: Int
        let project: Int
        let isCorrection: Bool
        let name: String
        let user: Int?
        let group: Int?
        let model: Int?
        let sampleSize: Int?
        let documentCount: Int

        init?(_ step: Step) throws {
            guard let id = Int(step.subject.split(separator: ":").last ?? "") else { return nil }
            let row = try step.database.first(
                """
                SELECT project, mode, name, created_by, group_id, model, sample_size, document_count
                FROM studio_sessions WHERE id = ? AND status <> 'DELETING'
                """, .int(id)
            ) { row in
                (
                    row.int(0), row.text(1), row.text(2), row.optionalInt(3), row.optionalInt(4), row.optionalInt(5),
                    row.optionalInt(6), row.int(7)
                )
            }
            guard let row else { return nil }
            self.id = id
            (project, name, user, group, model, sampleSize, documentCount) =
                (row.0, row.2, row.3, row.4, row.5, row.6, row.7)
            isCorrection = row.1 == "CORRECTION"
        }

        /// What the next transition is once the documents are there.
        var next: String { isCorrection ? "deepopinion.session.predict" : "deepopinion.session.start" }
    }

    // MARK: - Documents

    /// New documents have been stored in the session's group.
    private static func imported(_ step: Step) throws -> Step.Result {
        guard let session = try Subject(step) else { return .done }
        if let group = session.group {
            try step.database.execute(
                "UPDATE studio_groups SET status = 'CREATED' WHERE id = ? AND status = 'PROCESSING'", .int(group))
        }
        guard step.payload["taken"]?.int ?? 0 > 0 else {
            try fail(session, because: "No record has a text.", step)
            return .done
        }
        try step.tenant.plan(
            session.sampleSize == nil ? "deepopinion.session.fill" : "deepopinion.session.sample",
            subject: step.subject, at: step.now)
        return .done
    }

    private static func sample(_ step: Step) throws -> Step.Result {
        guard let session = try Subject(step) else { return .done }
        try step.database.execute("UPDATE studio_sessions SET status = 'SAMPLING' WHERE id = ?", .int(session.id))
        try step.tenant.plan("deepopinion.session.fill", subject: step.subject, at: step.now)
        return .done
    }

    /// Takes the documents of the group or the project, all or a sample, some hundred at a time.
    private static func fill(_ step: Step) throws -> Step.Result {
        guard let session = try Subject(step) else { return .done }
        let source = try source(of: session, step.database)
        return try fill(
            step,
            Draw(
                source: source, wanted: session.sampleSize ?? source.count,
                generator: step.tenant.identifiers.generator(for: ["studio.sample", String(session.id)])))
    }

    private static func source(of session: Subject, _ database: Database) throws -> DocumentSource {
        try session.group.map { try .group($0, database) } ?? .project(session.project, database)
    }

    private static func fill(_ step: Step, _ draw: Draw) throws -> Step.Result {
        guard let session = try Subject(step),
            let target = try SessionDocuments.Target(session.id, at: step.now, step.database)
        else { return .done }
        var draw = draw
        for document in try draw.next(window, step.database) {
            try SessionDocuments.add(document, to: target, step.database)
        }
        guard draw.isComplete else {
            let rest = draw
            return .later({}) { _ in try fill(step, rest) }
        }
        try step.tenant.plan(session.next, subject: step.subject, at: step.now)
        return .done
    }

    /// Draws documents in the order of their positions, each with the same chance (Knuth, volume 2, algorithm S).
    private struct Draw: Sendable {
        let source: DocumentSource
        private var wanted: Int
        private var left: Int
        private var position = 0
        private var generator: SeededGenerator

        init(source: DocumentSource, wanted: Int, generator: SeededGenerator) {
            self.source = source
            self.wanted = min(wanted, source.count)
            self.generator = generator
            left = source.count
        }

        var isComplete: Bool { wanted <= 0 || position >= source.end }

        mutating func next(_ window: Int, _ database: Database) throws -> [Int] {
            let documents = try source.numbers(in: position..<position + window, database)
            position += window
            var drawn: [Int] = []
            for document in documents {
                if wanted > 0, wanted >= left || generator.int(in: 0..<max(1, left)) < wanted {
                    drawn.append(document)
                    wanted -= 1
                }
                left -= 1
            }
            return drawn
        }
    }

    // MARK: - Predictions of corrections

    private static func predict(_ step: Step) throws -> Step.Result {
        guard let session = try Subject(step) else { return .done }
        guard step.payload.isNull else { return try tag(session, step) }
        try step.database.execute("UPDATE studio_sessions SET status = 'PREDICTING' WHERE id = ?", .int(session.id))
        let wait = step.tenant.timings["deepopinion.session.predict"]
        try step.tenant.schedule.add(
            "deepopinion.session.predict", subject: step.subject, at: step.now.advanced(byMilliseconds: wait),
            payload: ["status": "PREDICTING"])
        return .done
    }

    private static func tag(_ session: Subject, _ step: Step) throws -> Step.Result {
        let model: ModelReader
        do {
            guard let id = session.model else { throw Problem.unknownModel }
            model = try ModelReader(id, in: session.project, step.tenant)
        } catch let problem as Problem {
            try fail(session, because: problem.message, step)
            return .done
        }
        // After a restart in the middle the predictions begin anew.
        try step.database.execute(
            "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE session = ? LIMIT 500)",
            .int(session.id))
        if step.database.changes > 0 { return .later({}) { _ in try tag(session, step) } }
        let predictor = Predictor(session: session.id, project: session.project)
        return .later({ try model.classifier() }) { classifier in
            try tag(
                step, Work(predictor: predictor, classifier: classifier, translator: model.translator(for: classifier)),
                from: SegmentCursor(.session(session.id)))
        }
    }

    /// Predictions under way.
    private struct Work: Sendable {
        let predictor: Predictor
        let classifier: Classifier
        let translator: ModelReader.Translator
        var confidence = 0.0
        var count = 0
    }

    private static func tag(_ step: Step, _ work: Work, from cursor: SegmentCursor) throws -> Step.Result {
        guard let session = try Subject(step) else { return .done }
        guard !cursor.isAtEnd else {
            let score = work.count > 0 ? work.confidence / Double(work.count) * 100 : 0
            try step.database.execute(
                "UPDATE studio_sessions SET predicted_score = ? WHERE id = ?", .int(Int(score.rounded())),
                .int(session.id))
            return try start(step)
        }
        var next = cursor
        let segments = try next.next(step.database)
        let rest = next
        let classifier = work.classifier
        return .later({ segments.map { classifier.predict($0.text) } }) { predictions in
            guard try Subject(step) != nil else { return .done }
            var work = work
            let stored = try work.predictor.store(
                Array(zip(segments, predictions)), work.translator, work.classifier, step.database)
            work.confidence += stored.confidence
            work.count += stored.count
            return try tag(step, work, from: rest)
        }
    }

    // MARK: - Ends

    /// Everything is there: people may begin.
    private static func start(_ step: Step) throws -> Step.Result {
        guard let session = try Subject(step) else { return .done }
        let outcome = try step.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id,
                operation: session.isCorrection ? "createCorrection" : "createLabelingSession",
                id: String(session.id), sources: [], tag: session.name))
        switch outcome?.state {
        case .stuck: return .done
        case .failed:
            try fail(session, because: outcome?.error ?? "Its documents could not be prepared.", step)
            return .done
        default: break
        }
        try step.database.execute(
            "UPDATE studio_sessions SET status = 'STARTED' WHERE id = ? AND status IN ('CREATED', 'SAMPLING', 'PREDICTING')",
            .int(session.id))
        try settle(session.id, isTouched: false, at: step.now, step.database)
        guard session.isCorrection || session.group != nil else { return .done }
        let text = session.isCorrection ? "The model has tagged all documents." : "The file has been imported."
        try Notices.add(
            .info, to: session.user, title: session.isCorrection ? "Correction is ready" : "Labeling session is ready",
            text: "\(session.name): \(text)", at: step.now, step.database)
        return .done
    }

    private static func fail(_ session: Subject, because reason: String, _ step: Step) throws {
        try step.database.execute("UPDATE studio_sessions SET status = 'FAILED' WHERE id = ?", .int(session.id))
        try Notices.add(
            .warning, to: session.user,
            title: session.isCorrection ? "Correction has failed" : "Labeling session has failed",
            text: "\(session.name): \(reason)", at: step.now, step.database)
    }

    /// Brings the state in line with the marks: ANNOTATING from the first tag or mark on, FINISHED when every segment is
    /// annotated, and back when segments are added.
    static func settle(_ session: Int, isTouched: Bool, at now: Instant, _ database: Database) throws {
        let row = try database.first(
            "SELECT status, segment_count, annotated_count FROM studio_sessions WHERE id = ?", .int(session)
        ) { (status: $0.text(0), segments: $0.int(1), annotated: $0.int(2)) }
        guard let row, ["CREATED", "STARTED", "ANNOTATING", "FINISHED"].contains(row.status) else { return }
        let isFinished = row.segments > 0 && row.annotated >= row.segments
        if isFinished {
            try database.execute(
                "UPDATE studio_sessions SET status = 'FINISHED', finished = coalesce(finished, ?) WHERE id = ?",
                .int(now.microseconds), .int(session))
        } else if isTouched || row.annotated > 0 || row.status == "FINISHED" {
            try database.execute(
                "UPDATE studio_sessions SET status = 'ANNOTATING', finished = NULL WHERE id = ?", .int(session))
        }
    }
}
