// The states of trainings: waiting, processing, then completed with a new model or version, or failed.

import Emulator
import JSON
import Store

/// The lifecycle of trainings (specification, sections 1.4 and 4).
enum TrainingTransitions {
    static let lifecycle: RecordLifecycle<TrainingInput> = RecordLifecycle(
        table: RecordTable(
            "deepva_trainings", started: "started", due: "finish_due", ended: "completed",
            while: "state = 'processing'"),
        queue: "deepva.trainings",
        begin: RecordPassage("deepva.training.start", to: "processing"),
        finish: finish.name,
        completed: RecordEnd("completed", setting: "model_id"),
        failed: RecordEnd("failed", error: "error"),
        failure: "The training has failed.",
        timings: [image],
        milliseconds: { training, context in milliseconds(of: training, context.tenant.timings) },
        parts: [learn],
        work: work)

    private static let finish = Timing("deepva.training.finish")
    private static let image = Timing("deepva.training.image")

    private static func milliseconds(of training: TrainingInput, _ timings: Timings) -> Int {
        let share = training.images.multipliedReportingOverflow(by: timings[image])
        return min(timings[finish] + (share.overflow ? Timings.maximum : share.partialValue), Timings.maximum)
    }

    private static func work(
        _ training: TrainingInput, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        guard try context.database.exists("SELECT 1 FROM deepva_datasets WHERE id = ?", .text(training.datasetID))
        else { throw RecordFailure("The dataset \(training.datasetID) has been deleted.") }
        try makeVersion(training, context)
        return .done
    }

    /// Adds a version to the model with the name, which is created if there is none, and starts to fill the version.
    private static func makeVersion(_ training: TrainingInput, _ context: TransitionContext) throws {
        let now = SQLValue.int(context.now.microseconds)
        let database = context.database
        try database.execute(
            """
            INSERT INTO deepva_models(id, name, type, description, created, updated, is_public)
            VALUES (?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT (type, name) DO UPDATE SET updated = excluded.updated, description =
                CASE WHEN excluded.description = '' THEN description ELSE excluded.description END
            """,
            .text(context.tenant.identifiers.uuid()), .text(training.name), .text(training.type),
            .text(training.description), now, now)
        let model = try database.first(
            "SELECT seq, id FROM deepva_models WHERE type = ? AND name = ?", .text(training.type), .text(training.name)
        ) { (seq: $0.int(0), id: $0.text(1)) }
        guard let model else { return }
        try database.execute(
            """
            INSERT INTO deepva_model_versions(model, number, created, changelog, dataset_json)
            SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM deepva_model_versions WHERE model = ?
            """,
            .int(model.seq), now, .text(training.changelog), .text(TrainingDataset.plain(training.datasetText)),
            .int(model.seq))
        let version = database.lastInsertedRow
        try context.tenant.schedule.add(
            learn, subject: context.subject, at: context.now,
            payload: ["model": .string(model.id), "version": .int(version), "class": 0, "position": 0])
    }

    /// The maximum number of classes and, roughly, of images in one step, so that a large dataset does not block the loop.
    private static let learnedAtOnce = 500

    private static let learn: Transition = Transition("deepva.training.learn") { context in
        try lifecycle.proceed(context) { try learnNextClasses(of: $0, context) }
    }

    /// Adds the labels of the next active classes and the digests of their pictures, until none is left.
    private static func learnNextClasses(
        of training: TrainingInput, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let version = context.payload["version"]?.int ?? 0
        var last = context.payload["class"]?.int ?? 0
        var position = context.payload["position"]?.int ?? 0
        let classes = try context.database.all(
            """
            SELECT c.seq, c.label, c.active_images FROM deepva_classes c
            JOIN deepva_datasets d ON d.seq = c.dataset
            WHERE d.id = ? AND c.seq > ? AND c.active = 1 AND (c.expiration IS NULL OR c.expiration > ?)
            ORDER BY c.seq LIMIT ?
            """,
            .text(training.datasetID), .int(last), .int(context.now.microseconds), .int(learnedAtOnce)
        ) { (number: $0.int(0), label: $0.text(1), images: $0.int(2)) }
        var left = learnedAtOnce
        for owner in classes where left > 0 {
            (last, left) = (owner.number, left - 1 - owner.images)
            guard owner.images > 0 else { continue }
            try context.database.execute(
                "INSERT INTO deepva_model_labels(version, position, label) VALUES (?, ?, ?)", .int(version),
                .int(position), .text(owner.label))
            position += 1
            try context.database.execute(
                """
                INSERT OR IGNORE INTO deepva_model_pictures(version, digest, label)
                SELECT ?, s.digest, ? FROM deepva_images i JOIN deepva_storage s ON s.url = i.file_uri
                WHERE i.class = ? AND i.active = 1
                """, .int(version), .text(owner.label), .int(owner.number))
        }
        let isComplete = classes.count < learnedAtOnce && last == classes.last?.number ?? last
        if isComplete {
            try lifecycle.complete(training, setting: [.optional(context.payload["model"]?.string)], context)
        } else {
            var payload = context.payload.object ?? [:]
            (payload["class"], payload["position"]) = (.int(last), .int(position))
            try context.tenant.schedule.add(
                learn, subject: context.subject, at: context.now, payload: .object(payload))
        }
        return .done
    }
}
