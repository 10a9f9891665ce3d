// How trainings move: waiting, processing, completed or failed. At the end there is a model, or one more version of it.

import Emulator
import JSON
import Store

/// The state machine of trainings (specification, sections 1.4 and 4).
enum TrainingTransitions {
    static let transitions: [String: Transition] = [
        "deepva.training.start": start,
        "deepva.training.finish": finish,
        "deepva.training.learn": learn,
    ]

    static let queue = WorkQueue(
        name: "deepva.trainings", start: "deepva.training.start",
        countBusy: "SELECT count(*) FROM deepva_trainings WHERE slot = 1",
        findNext: "SELECT seq, id FROM deepva_trainings WHERE state = 'waiting' AND slot = 0 ORDER BY seq LIMIT 1",
        occupy: "UPDATE deepva_trainings SET slot = 1 WHERE seq = ?")

    /// A training as its transitions read it.
    private struct Input {
        let seq: Int
        let type: String
        let images: Int
        let datasetID: String
        let datasetText: String
        let name: String
        let description: String
        let changelog: String
        let outcome: JSON?

        init?(_ id: String, in database: Database) throws {
            let found = try database.first(
                """
                SELECT seq, type, images, dataset_id, dataset_json, model_name, description, changelog, outcome_json
                FROM deepva_trainings WHERE id = ?
                """, .text(id)
            ) { row in
                (
                    row.int(0), row.text(1), row.int(2), row.text(3), row.text(4), row.text(5), row.text(6),
                    row.text(7), try row.optionalText(8).map { try JSON(parsing: $0) }
                )
            }
            guard let found else { return nil }
            (seq, type, images, datasetID, datasetText, name, description, changelog, outcome) = found
        }
    }

    private static func start(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let training = try Input(context.subject, in: context.database) else { return .done }
        let outcome = try context.tenant.outcomes.take(for: subject(of: training, context))
        let timings = context.tenant.timings
        let share = training.images.multipliedReportingOverflow(by: timings["deepva.training.image"])
        let usual = timings["deepva.training.finish"] + (share.overflow ? Timings.maximum : share.partialValue)
        let due = context.now.advanced(byMilliseconds: min(outcome?.afterMilliseconds ?? usual, Timings.maximum))
        // A training that will never end gives its worker back.
        let isStuck = outcome?.state == .stuck
        try context.database.execute(
            """
            UPDATE deepva_trainings SET state = 'processing', started = ?, finish_due = ?, slot = ?, outcome_json = ?
            WHERE seq = ?
            """,
            .int(context.now.microseconds), .int(due.microseconds), .bool(!isStuck),
            .optional(outcome.flatMap(failure)),
            .int(training.seq))
        if isStuck {
            try queue.fillSlots(context.tenant, now: context.now)
        } else {
            try context.tenant.schedule.add("deepva.training.finish", subject: context.subject, at: due)
        }
        return .done
    }

    private static func finish(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let begun = try Input(context.subject, in: context.database), try obeyLateOutcome(begun, context),
            let training = try Input(context.subject, in: context.database)
        else { return .done }
        if let error = training.outcome?["error"]?.string {
            try end(training.seq, context, error: error, model: nil)
        } else if try context.database.exists("SELECT 1 FROM deepva_datasets WHERE id = ?", .text(training.datasetID)) {
            try makeVersion(training, context)
        } else {
            try end(training.seq, context, error: "The dataset \(training.datasetID) has been deleted.", model: nil)
        }
        return .done
    }

    private static func obeyLateOutcome(_ training: Input, _ context: TransitionContext) throws -> Bool {
        try context.obeyLateOutcome(
            of: subject(of: training, context), transition: "deepva.training.finish",
            postpone: { due in
                try context.database.execute(
                    "UPDATE deepva_trainings SET finish_due = ? WHERE seq = ?", .int(due.microseconds),
                    .int(training.seq))
            },
            release: {
                try context.database.execute("UPDATE deepva_trainings SET slot = 0 WHERE seq = ?", .int(training.seq))
                try queue.fillSlots(context.tenant, now: context.now)
            },
            keep: { outcome in
                try context.database.execute(
                    "UPDATE deepva_trainings SET outcome_json = ? WHERE seq = ?", .optional(failure(outcome)),
                    .int(training.seq))
            })
    }

    private static func subject(of training: Input, _ context: TransitionContext) -> OutcomeSubject {
        OutcomeSubject(
            platform: DeepVA.id, operation: "createTraining", id: context.subject, sources: [training.datasetID],
            tag: training.name)
    }

    /// What is kept of an outcome: its error, if it is a failure.
    private static func failure(_ outcome: Outcome) -> String? {
        outcome.failure(or: "The training has failed.").map { JSON.object(["error": .string($0)]).description }
    }

    /// Adds a version to the model of that name, which is made if there is none, and begins to fill it.
    private static func makeVersion(_ training: Input, _ context: TransitionContext) throws {
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
            "deepva.training.learn", subject: context.subject, at: context.now,
            payload: ["model": .string(model.id), "version": .int(version), "class": 0, "position": 0])
    }

    /// The most classes and, roughly, images that one step learns: a large dataset must not stop the loop.
    private static let learnedAtOnce = 500

    /// Takes up the labels of the next active classes and the digests of their pictures, until none is left.
    private static func learn(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let training = try Input(context.subject, in: context.database) else { return .done }
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
            try end(training.seq, context, error: "", model: context.payload["model"]?.string)
        } else {
            var payload = context.payload.object ?? [:]
            (payload["class"], payload["position"]) = (.int(last), .int(position))
            try context.tenant.schedule.add(
                "deepva.training.learn", subject: context.subject, at: context.now, payload: .object(payload))
        }
        return .done
    }

    private static func end(_ seq: Int, _ context: TransitionContext, error: String, model: String?) throws {
        try context.database.execute(
            "UPDATE deepva_trainings SET state = ?, slot = 0, completed = ?, error = ?, model_id = ? WHERE seq = ?",
            .text(error.isEmpty ? "completed" : "failed"), .int(context.now.microseconds), .text(error),
            .optional(model), .int(seq))
        try queue.fillSlots(context.tenant, now: context.now)
    }
}
