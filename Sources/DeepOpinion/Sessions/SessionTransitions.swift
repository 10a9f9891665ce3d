// How sessions move: CREATED, SAMPLING, PREDICTING (corrections), STARTED, ANNOTATING, then FINISHED; or FAILED.

import Emulator
import JSON
import Store

/// The state machine of labeling and correction sessions (specification, "State machines").
enum SessionTransitions {
    static let transitions = [importing, sampling, filling, predicting, starting]

    static let importing = Transition("deepopinion.session.imported", body: imported(_:))
    static let sampling = Transition(timed: "deepopinion.session.sample", body: sample(_:))
    static let filling = Transition(timed: "deepopinion.session.fill", body: fill(_:))
    private static let predicting = Transition(timed: "deepopinion.session.predict", body: predict(_:))
    static let starting = Transition(timed: "deepopinion.session.start", body: start(_:))

    /// The subject of a session's transitions.
    static func subject(_ id: Int) -> ScheduleSubject { .record("session", id) }

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

        init?(_ context: TransitionContext) throws {
            guard let id = context.subject.number else { return nil }
            let row = try context.database.first(
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
        var next: Transition { isCorrection ? predicting : starting }
    }

    // MARK: - Documents

    /// New documents have been stored in the session's group.
    private static func imported(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let session = try Subject(context) else { return .done }
        if let group = session.group {
            try context.database.execute(
                "UPDATE studio_groups SET status = 'CREATED' WHERE id = ? AND status = 'PROCESSING'", .int(group))
        }
        guard context.payload["taken"]?.int ?? 0 > 0 else {
            try fail(session, because: "No record has a text.", context)
            return .done
        }
        try context.tenant.plan(
            session.sampleSize == nil ? filling : sampling,
            subject: context.subject, at: context.now)
        return .done
    }

    private static func sample(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let session = try Subject(context) else { return .done }
        try context.database.execute("UPDATE studio_sessions SET status = 'SAMPLING' WHERE id = ?", .int(session.id))
        try context.tenant.plan(filling, subject: context.subject, at: context.now)
        return .done
    }

    /// Takes the documents of the group or the project, all or a sample, some hundred at a time.
    private static func fill(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let session = try Subject(context) else { return .done }
        let source = try source(of: session, context.database)
        return try fill(
            context,
            DocumentSample(
                source: source, wanted: session.sampleSize ?? source.count,
                generator: context.tenant.identifiers.generator(for: ["studio.sample", String(session.id)])))
    }

    private static func source(of session: Subject, _ database: Database) throws -> DocumentList {
        try session.group.map { try .group($0, database) } ?? .project(session.project, database)
    }

    private static func fill(_ context: TransitionContext, _ sample: DocumentSample) throws -> TransitionContext.Result
    {
        guard let session = try Subject(context),
            let target = try SessionTarget(session.id, at: context.now, context.database)
        else { return .done }
        var sample = sample
        for document in try sample.next(window, context.database) {
            try SessionDocuments.add(document, to: target, context.database)
        }
        guard sample.isComplete else {
            let rest = sample
            return .again { try fill(context, rest) }
        }
        try context.tenant.plan(session.next, subject: context.subject, at: context.now)
        return .done
    }

    // MARK: - Predictions of corrections

    private static func predict(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let session = try Subject(context) else { return .done }
        guard context.payload.isNull else { return try tag(session, context) }
        try context.database.execute("UPDATE studio_sessions SET status = 'PREDICTING' WHERE id = ?", .int(session.id))
        try context.tenant.plan(
            predicting, subject: context.subject, at: context.now, payload: ["status": "PREDICTING"])
        return .done
    }

    private static func tag(_ session: Subject, _ context: TransitionContext) throws -> TransitionContext.Result {
        let model: ModelReader
        do {
            guard let id = session.model else { throw Problem.unknownModel }
            model = try ModelReader(id, in: session.project, context.tenant)
        } catch let problem as Problem {
            try fail(session, because: problem.message, context)
            return .done
        }
        // After a restart in the middle the predictions begin anew.
        try context.database.execute(
            "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE session = ? LIMIT 500)",
            .int(session.id))
        if context.database.changes > 0 { return .again { try tag(session, context) } }
        let predictor = Predictor(session: session.id, project: session.project)
        return .later({ try model.classifier() }) { classifier in
            try tag(
                context,
                Work(predictor: predictor, classifier: classifier, translator: model.translator(for: classifier)),
                from: SegmentCursor(.session(session.id)))
        }
    }

    /// Predictions under way.
    private struct Work: Sendable {
        let predictor: Predictor
        let classifier: Classifier
        let translator: TagTranslator
        var confidence = 0.0
        var count = 0
    }

    private static func tag(
        _ context: TransitionContext, _ work: Work, from cursor: SegmentCursor
    ) throws -> TransitionContext.Result {
        guard let session = try Subject(context) else { return .done }
        guard !cursor.isAtEnd else {
            let score = work.count > 0 ? work.confidence / Double(work.count) * 100 : 0
            try context.database.execute(
                "UPDATE studio_sessions SET predicted_score = ? WHERE id = ?", .int(Int(score.rounded())),
                .int(session.id))
            return try start(context)
        }
        var next = cursor
        let segments = try next.next(context.database)
        let rest = next
        let classifier = work.classifier
        return .later({ segments.map { classifier.predict($0.text) } }) { predictions in
            guard try Subject(context) != nil else { return .done }
            var work = work
            let stored = try work.predictor.store(
                Array(zip(segments, predictions)), work.translator, work.classifier, context.database)
            work.confidence += stored.confidence
            work.count += stored.count
            return try tag(context, work, from: rest)
        }
    }

    // MARK: - Ends

    /// Everything is there: people may begin.
    private static func start(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let session = try Subject(context) else { return .done }
        let outcome = try context.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id,
                operation: session.isCorrection ? "createCorrection" : "createLabelingSession",
                id: String(session.id), sources: [], tag: session.name))
        switch outcome?.state {
        case .stuck: return .done
        case .failed:
            try fail(session, because: outcome?.error ?? "Its documents could not be prepared.", context)
            return .done
        default: break
        }
        try context.database.execute(
            "UPDATE studio_sessions SET status = 'STARTED' WHERE id = ? AND status IN ('CREATED', 'SAMPLING', 'PREDICTING')",
            .int(session.id))
        try SessionStatus.update(session.id, isTouched: false, at: context.now, context.database)
        guard session.isCorrection || session.group != nil else { return .done }
        let text = session.isCorrection ? "The model has tagged all documents." : "The file has been imported."
        try Notifier.add(
            .info, to: session.user, title: session.isCorrection ? "Correction is ready" : "Labeling session is ready",
            text: "\(session.name): \(text)", at: context.now, context.database)
        return .done
    }

    private static func fail(_ session: Subject, because reason: String, _ context: TransitionContext) throws {
        try context.database.execute("UPDATE studio_sessions SET status = 'FAILED' WHERE id = ?", .int(session.id))
        try Notifier.add(
            .warning, to: session.user,
            title: session.isCorrection ? "Correction has failed" : "Labeling session has failed",
            text: "\(session.name): \(reason)", at: context.now, context.database)
    }
}
