// Training: from labeled sessions to a usable model, in the background.

import Emulator
import JSON
import Store

/// The start and the life of training: CREATED, QUEUED, TRAINING, then READY or FAILED.
enum ModelTransitions {
    static let handlers: [String: Handler] = ["trainModel": train]

    static let transitions: [String: Transition] = [
        "deepopinion.model.queue": queue,
        "deepopinion.model.train": start,
        "deepopinion.model.finish": finish,
    ]

    /// The subject of a model's transitions.
    static func subject(_ model: Int) -> String { "model:\(model)" }

    // MARK: - Start

    private static func train(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let body = call.body
        let row = try call.database.first(
            "SELECT workspace, type, name FROM studio_projects WHERE id = ?", .int(project)
        ) { (workspace: $0.int(0), type: $0.text(1), name: $0.text(2)) }
        guard let row else { throw Problem.unknownProject }
        if let type = body["type"]?.string, type != "BASE", type != row.type {
            throw Problem.badRequest("type: the project is of type \(row.type).", field: "type")
        }
        let account = try Access.account(call)
        let sessions = try sessions(body, project: project, call.database)
        let base = try base(body, account, call.database)
        let display = body["display_name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? row.name
        let name = try ModelFiles.name(
            body["name"]?.string, display: display, workspace: row.workspace, call.database)
        try call.database.execute(
            """
            INSERT INTO studio_models(uuid, workspace, project, name, display_name, base, language, created_by, owner,
                created, status, type)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'CREATED', ?)
            """,
            .text(call.tenant.identifiers.uuid()), .int(row.workspace), .int(project), .text(name), .text(display),
            .optional(base), .text(body["language"]?.string ?? "en"), .int(account.id),
            .text(ModelFiles.owner(account.id, call.database)), .int(call.now.microseconds), .text(row.type))
        let id = call.database.lastInsertedRow
        for (session, role) in sessions {
            try call.database.execute(
                "INSERT OR IGNORE INTO studio_model_sessions(model, session, role) VALUES (?, ?, ?)", .int(id),
                .int(session), .text(role))
        }
        try call.tenant.plan("deepopinion.model.queue", subject: subject(id), at: call.now)
        return try Models.reply(id, call, status: 201)
    }

    /// The sessions to learn from and to measure on.
    private static func sessions(
        _ body: JSON, project: Int, _ database: Database
    ) throws -> [(session: Int, role: String)] {
        func given(_ field: String, _ role: String) throws -> [(session: Int, role: String)] {
            try (body[field]?.array ?? []).compactMap(\.int).map { id in
                let isFound = try database.exists(
                    "SELECT 1 FROM studio_sessions WHERE id = ? AND project = ? AND status <> 'DELETING'", .int(id),
                    .int(project))
                guard isFound else {
                    throw Problem.badRequest("\(field): the project has no session \(id).", field: field)
                }
                return (id, role)
            }
        }
        if body["annotation_ids"] != nil { return try given("annotation_ids", "train") }
        let named = try given("trainset_annotation_ids", "train") + given("testset_annotation_ids", "test")
        if named.contains(where: { $0.role == "train" }) { return named }
        let finished = try database.all(
            "SELECT id FROM studio_sessions WHERE project = ? AND status = 'FINISHED' ORDER BY id", .int(project)
        ) { (session: $0.int(0), role: "train") }
        let rest = finished.filter { session in !named.contains { $0.session == session.session } }
        guard !rest.isEmpty else {
            throw Problem.badRequest(
                "annotation_ids: the project has no finished session to learn from.", field: "annotation_ids")
        }
        return rest + named
    }

    /// The name of the model that this one is built on.
    private static func base(_ body: JSON, _ account: Account, _ database: Database) throws -> String? {
        guard let id = body["base_id"]?.int else { return nil }
        guard let name = try database.scalarText("SELECT name FROM studio_models WHERE id = ?", .int(id)) else {
            throw Problem.badRequest("base_id: there is no model \(id).", field: "base_id")
        }
        try ModelAccess.require(.use, account, model: id, database)
        return name
    }

    // MARK: - Transitions

    /// The model that a step moves; nil when it is gone.
    private struct Subject {
        let id: Int
        let project: Int
        let displayName: String
        let type: TaskType
        let user: Int?
        let outcome: JSON?

        init?(_ context: TransitionContext) throws {
            guard let id = Int(context.subject.split(separator: ":").last ?? "") else { return nil }
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
        try context.tenant.plan("deepopinion.model.train", subject: context.subject, at: context.now)
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
            outcome?.afterMilliseconds ?? context.tenant.timings["deepopinion.model.finish"]
            + (segments ?? 0) * context.tenant.timings["deepopinion.model.segment"]
        let due = context.now.advanced(byMilliseconds: work)
        try context.database.execute(
            "UPDATE studio_models SET status = 'TRAINING', started = ?, finish_due = ?, outcome_json = ? WHERE id = ?",
            .int(context.now.microseconds), .int(due.microseconds), .optional(outcome.map { $0.stored.description }),
            .int(model.id))
        if outcome?.state != .stuck {
            try context.tenant.schedule.add("deepopinion.model.finish", subject: context.subject, at: due)
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
            of: outcomeSubject(model), transition: "deepopinion.model.finish",
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
        let naming = try Naming(project: model.project, type: model.type, context.database)
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
        .later({}) { _ in
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
        return .later({ () -> (FileStore.StagedFile, Training.Outcome)? in
            guard let outcome = Training.run(train: train, test: test, naming) else { return nil }
            return (try pending.stage(.memory(ClassifierFile.write(outcome.classifier))), outcome)
        }) { (result: (FileStore.StagedFile, Training.Outcome)?) -> Void in
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

extension Tenant {
    /// Plans a transition after its own wait.
    func plan(_ transition: String, subject: String, at now: Instant) throws {
        try schedule.add(transition, subject: subject, at: now.advanced(byMilliseconds: timings[transition]))
    }
}

extension Outcome {
    /// The outcome as it is kept with a record.
    var stored: JSON {
        ["state": .string(state.rawValue), "error": error.map(JSON.string) ?? .null, "result": result ?? .null]
    }
}

extension Naming {
    /// The names of a project, in the order of their numbers.
    init(project: Int, type: TaskType, _ database: Database) throws {
        let classes = try database.all(
            "SELECT id, name FROM studio_classes WHERE project = ? ORDER BY id", .int(project)
        ) { ($0.int(0), $0.text(1)) }
        let labels = try database.all(
            "SELECT id, name FROM studio_labels WHERE project = ? ORDER BY id", .int(project)
        ) { ($0.int(0), $0.text(1)) }
        self.init(
            type: type, classes: classes.map(\.1), labels: labels.map(\.1), classNumbers: classes.map(\.0),
            labelNumbers: labels.map(\.0))
    }
}
