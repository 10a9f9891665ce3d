// How models are trained: CREATED, QUEUED, TRAINING, then READY or FAILED.

import Emulator
import JSON
import Store
import System

/// The lifecycle of trained models (specification, "State machines").
enum ModelTransitions {
    static let lifecycle = RecordLifecycle<TrainedModel>(
        table: RecordTable(
            "studio_models", key: "id", state: "status", started: "started", due: "finish_due", ended: "finished",
            // A status that is set by hand takes this away.
            while: "finish_due IS NOT NULL"),
        passing: [RecordPassage("deepopinion.model.queue", to: "QUEUED")],
        begin: RecordPassage("deepopinion.model.train", to: "TRAINING"),
        finish: "deepopinion.model.finish",
        completed: RecordEnd("READY", setting: "score", "metrics_json", "demoset_json", "content"),
        failed: RecordEnd("FAILED"),
        failure: "The training failed.",
        timings: [segment],
        milliseconds: milliseconds,
        onEnd: notify,
        work: work)

    /// The time that each annotated segment adds.
    private static let segment = Timing("deepopinion.model.segment")
    private static let finish = Timing("deepopinion.model.finish")

    /// The subject of a model's transitions.
    static func subject(_ model: Int) -> ScheduleSubject { .record("model", model) }

    private static func milliseconds(_ model: TrainedModel, _ context: TransitionContext) throws -> Int {
        let segments = try context.database.scalarInt(
            """
            SELECT sum(s.annotated_count) FROM studio_model_sessions m JOIN studio_sessions s ON s.id = m.session
            WHERE m.model = ?
            """, .int(model.key))
        return context.tenant.timings[finish] + (segments ?? 0) * context.tenant.timings[segment]
    }

    private static func notify(_ model: TrainedModel, _ failure: RecordFailure?, _ context: TransitionContext) throws {
        try Notifier.add(
            failure == nil ? .info : .warning, to: model.user,
            title: failure == nil ? "Model is ready" : "Training failed",
            text: failure.map { "\(model.displayName): \($0.text)" } ?? "\(model.displayName) has been trained.",
            at: context.now, context.database)
    }

    private static func work(_ model: TrainedModel, _ context: TransitionContext) throws -> TransitionContext.Result {
        let sessions = try context.database.all(
            "SELECT session, role FROM studio_model_sessions WHERE model = ? ORDER BY session", .int(model.key)
        ) { (session: $0.int(0), role: $0.text(1)) }
        let names = try TrainingNames(project: model.project, type: model.type, context.database)
        return gather(
            TrainingCursor(
                train: sessions.filter { $0.role == "train" }.map(\.session),
                test: sessions.filter { $0.role == "test" }.map(\.session), names: names),
            for: model, context)
    }

    /// Collects examples in slices, then learns them.
    private static func gather(
        _ cursor: TrainingCursor, for model: TrainedModel, _ context: TransitionContext
    ) -> TransitionContext.Result {
        .again {
            var cursor = cursor
            guard try cursor.step(context.database) else { return gather(cursor, for: model, context) }
            return try learn(cursor, model, context)
        }
    }

    private static func learn(
        _ cursor: TrainingCursor, _ model: TrainedModel, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let (train, test, names) = (cursor.trainExamples, cursor.testExamples, cursor.names)
        guard train.contains(where: { !$0.tags.isEmpty }) else {
            throw RecordFailure("There is no annotated segment with a tag to learn from.")
        }
        let pending = context.tenant.files.pendingFile()
        let demonstration = try demonstration(cursor, context.database)
        return .later({ () -> Result<(FileStore.StagedFile, TrainingResult), RecordFailure> in
            guard let result = Training.run(train: train, test: test, names) else {
                return .failure(RecordFailure("The examples could not be learned."))
            }
            let bytes = ClassifierFile.write(result.classifier)
            guard bytes.count <= ClassifierFile.maximumBytes else {
                return .failure(
                    RecordFailure(
                        "What there is to learn makes a model of more than \(ClassifierFile.maximumBytes >> 20) MiB."))
            }
            return .success((try pending.stage(.memory(bytes)), result))
        }) { (trained: Result<(FileStore.StagedFile, TrainingResult), RecordFailure>) -> Void in
            let (file, result) = try trained.get()
            let given = context.outcome?.result
            let metrics =
                given?["metrics"]
                ?? result.evaluation.json(trainCount: result.trainCount, testCount: result.testCount)
            let score = given?["score"]?.double ?? (result.evaluation.accuracy * 10_000).rounded() / 10_000
            try lifecycle.complete(
                model,
                setting: [
                    .double(min(1, max(0, score))), .text(metrics.description), .text(demonstration),
                    .text(context.tenant.files.keep(file)),
                ], context)
        }
    }

    /// The first documents of the session that was tested on, or of the first one, with their tags.
    private static func demonstration(_ cursor: TrainingCursor, _ database: Database) throws -> String {
        guard let session = cursor.test.first ?? cursor.train.first else { return "[]" }
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
