// Training: from labeled sessions to a usable model, in the background.

import Emulator
import JSON
import Store
import System

/// The start and the life of training: CREATED, QUEUED, TRAINING, then READY or FAILED.
enum ModelTransitions {
    static let transitions = [queueing, training, finishing]
    static let timings = [segment]

    static let queueing = Transition(timed: "deepopinion.model.queue", body: queue(_:))
    private static let training = Transition(timed: "deepopinion.model.train", body: start(_:))
    private static let finishing = Transition(timed: "deepopinion.model.finish", body: finish(_:))
    private static let segment = Timing("deepopinion.model.segment")

    /// The subject of a model's transitions.
    static func subject(_ model: Int) -> ScheduleSubject { .record("model", model) }

    /// The model that a step moves; nil when it is gone.
    private struct Subject {
        let id: Int
        let project: Int
        let displayName: String
        let type: TaskType
        let user: Int?
        let outcome: JSON?

        init?(_ context: TransitionContext) throws {
            guard let id = context.subject.number else { return nil }
            let row = try context.database.first(
                "SELECT project, display_name, type, created_by, outcome_json FROM studio_models WHERE id = ?", .int(id)
            ) { ($0.optionalInt(0), $0.text(1), $0.text(2), $0.optionalInt(3), $0.optionalText(4)) }
            guard let row, let project = row.0, let type = TaskType(rawValue: row.2) else { return nil }
            self.id = id
            self.project = project
            displayName = row.1
            self.type = type
            user = row.3
            outcome = try row.4.map { try JSON(parsing: $0) }
        }
    }

    private static func queue(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let model = try Subject(context) else { return .done }
        try context.database.execute("UPDATE studio_models SET status = 'QUEUED' WHERE id = ?", .int(model.id))
        try context.tenant.plan(training, subject: context.subject, at: context.now)
        return .done
    }

    private static func start(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let model = try Subject(context) else { return .done }
        let outcome = try context.tenant.outcomes.take(for: outcomeSubject(model))
        let segments = try context.database.scalarInt(
            """
            SELECT sum(s.annotated_count) FROM studio_model_sessions m JOIN studio_sessions s ON s.id = m.session
            WHERE m.model = ?
            """, .int(model.id))
        let work =
            outcome?.afterMilliseconds ?? context.tenant.timings[Timing("deepopinion.model.finish")]
            + (segments ?? 0) * context.tenant.timings[segment]
        let due = context.now.advanced(byMilliseconds: work)
        try context.database.execute(
            "UPDATE studio_models SET status = 'TRAINING', started = ?, finish_due = ?, outcome_json = ? WHERE id = ?",
            .int(context.now.microseconds), .int(due.microseconds), .optional(outcome.map { $0.stored.description }),
            .int(model.id))
        if outcome?.state != .stuck {
            try context.tenant.schedule.add(finishing, subject: context.subject, at: due)
        }
        return .done
    }

    private static func outcomeSubject(_ model: Subject) -> OutcomeSubject {
        OutcomeSubject(
            platform: DeepOpinion.id, operation: "trainModel", id: String(model.id), sources: [],
            tag: model.displayName)
    }

    private static func obeyLateOutcome(_ model: Subject, _ context: TransitionContext) throws -> Bool {
        try context.obeyLateOutcome(
            of: outcomeSubject(model), transition: finishing,
            postpone: { due in
                try context.database.execute(
                    "UPDATE studio_models SET finish_due = ? WHERE id = ?", .int(due.microseconds), .int(model.id))
            },
            keep: { outcome in
                try context.database.execute(
                    "UPDATE studio_models SET outcome_json = ? WHERE id = ?", .text(outcome.stored.description),
                    .int(model.id))
            })
    }

    private static func finish(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let begun = try Subject(context), try obeyLateOutcome(begun, context), let model = try Subject(context)
        else {
            return .done
        }
        if model.outcome?["state"] == "failed" {
            try fail(model, because: model.outcome?["error"]?.string ?? "The training has failed.", context)
            return .done
        }
        let sessions = try context.database.all(
            "SELECT session, role FROM studio_model_sessions WHERE model = ? ORDER BY session", .int(model.id)
        ) { (session: $0.int(0), role: $0.text(1)) }
        let naming = try TrainingNames(project: model.project, type: model.type, context.database)
        return gather(
            TrainingCursor(
                train: sessions.filter { $0.role == "train" }.map(\.session),
                test: sessions.filter { $0.role == "test" }.map(\.session), naming: naming),
            for: model, context)
    }

    /// Collects some examples after the other, then learns from them on the thread pool.
    private static func gather(
        _ source: TrainingCursor, for model: Subject, _ context: TransitionContext
    ) -> TransitionContext.Result {
        .again {
            // The model may have been deleted while other requests were served.
            guard try Subject(context) != nil else { return .done }
            var source = source
            guard try source.step(context.database) else { return gather(source, for: model, context) }
            return try learn(source, model, context)
        }
    }

    private static func learn(
        _ source: TrainingCursor, _ model: Subject, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let (train, test, naming) = (source.trainExamples, source.testExamples, source.naming)
        guard train.contains(where: { !$0.tags.isEmpty }) else {
            try fail(model, because: "There is no annotated segment with a tag to learn from.", context)
            return .done
        }
        let pending = context.tenant.files.pendingFile()
        let demo = try demonstration(source, context.database)
        return .later({ () -> (FileStore.StagedFile, TrainingResult)? in
            guard let outcome = Training.run(train: train, test: test, naming) else { return nil }
            return (try pending.stage(.memory(ClassifierFile.write(outcome.classifier))), outcome)
        }) { (result: (FileStore.StagedFile, TrainingResult)?) -> Void in
            guard let model = try Subject(context) else { return }
            guard let (prepared, outcome) = result else {
                return try fail(model, because: "The examples could not be learned.", context)
            }
            let given = model.outcome?["result"]
            let metrics =
                given?["metrics"]
                ?? outcome.evaluation.json(trainCount: outcome.trainCount, testCount: outcome.testCount)
            let score = given?["score"]?.double ?? (outcome.evaluation.accuracy * 10_000).rounded() / 10_000
            try context.database.execute(
                """
                UPDATE studio_models SET status = 'READY', finished = ?, score = ?, metrics_json = ?, demoset_json = ?,
                    content = ? WHERE id = ?
                """,
                .int(context.now.microseconds), .double(min(1, max(0, score))), .text(metrics.description),
                .text(demo), .text(context.tenant.files.keep(prepared)), .int(model.id))
            try Notifier.add(
                .info, to: model.user, title: "Model is ready", text: "\(model.displayName) has been trained.",
                at: context.now, context.database)
        }
    }

    private static func fail(_ model: Subject, because reason: String, _ context: TransitionContext) throws {
        try context.database.execute(
            "UPDATE studio_models SET status = 'FAILED', finished = ? WHERE id = ?", .int(context.now.microseconds),
            .int(model.id))
        try Notifier.add(
            .warning, to: model.user, title: "Training failed", text: "\(model.displayName): \(reason)",
            at: context.now,
            context.database)
    }

    /// The first documents of the session that was measured on, or of the first one, with their tags.
    private static func demonstration(_ source: TrainingCursor, _ database: Database) throws -> String {
        guard let session = source.test.first ?? source.train.first else { return "[]" }
        let documents = try DocumentList.session(session, database)
            .documents(in: 0..<100, where: .none, limit: 5, database)
        let documentWriter = DocumentWriter(
            database: database, details: DocumentFields("tags"), tags: .session(session))
        var writer = JSONWriter()
        writer.beginArray()
        for document in documents { try documentWriter.write(document, into: &writer) }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
