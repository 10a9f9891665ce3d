// The request to train a model.

import Emulator
import JSON
import Store

/// Starts training (specification, "Models and training"). ``ModelTransitions`` does it.
enum ModelTraining {
    static let handlers: [String: Handler] = ["trainModel": train]

    private static func train(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let body = call.body
        let row = try call.database.first(
            "SELECT workspace, type, name FROM studio_projects WHERE id = ?", .int(project)
        ) { (workspace: $0.int(0), type: $0.text(1), name: $0.text(2)) }
        guard let row else { throw Problem.unknownProject }
        if let type = body["type"]?.string, type != "BASE", type != row.type {
            throw Problem.badRequest("type: The project has type \(row.type).", field: "type")
        }
        let account = try Account.calling(call)
        let sessions = try sessions(body, project: project, call.database)
        let base = try base(body, account, call.database)
        let display = body["display_name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? row.name
        let again = try body["name"]?.string.flatMap {
            try ModelStatus.trainable($0, project: project, call.database)
        }
        let id: Int
        if let again {
            try reset(again, display: display, base: base, call)
            id = again
        } else {
            let name = try ModelNames.name(
                body["name"]?.string, display: display, workspace: row.workspace, call.database)
            try call.database.execute(
                """
                INSERT INTO studio_models(uuid, workspace, project, name, display_name, base, language, created_by,
                    owner, created, status, type)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'CREATED', ?)
                """,
                .text(call.tenant.identifiers.uuid()), .int(row.workspace), .int(project), .text(name), .text(display),
                .optional(base), .text(body["language"]?.string ?? "en"), .int(account.id),
                .text(ModelNames.owner(account.id, call.database)), .int(call.now.microseconds), .text(row.type))
            id = call.database.lastInsertedRow
        }
        for (session, role) in sessions {
            try call.database.execute(
                "INSERT OR IGNORE INTO studio_model_sessions(model, session, role) VALUES (?, ?, ?)", .int(id),
                .int(session), .text(role))
        }
        try ModelTransitions.lifecycle.start(ModelTransitions.subject(id), in: call.tenant, at: call.now)
        return try Models.reply(id, call, status: 201)
    }

    /// Takes a model back to the beginning that somebody has set to CREATED. It keeps what the body does not give.
    private static func reset(_ id: Int, display: String, base: String?, _ call: Call) throws {
        let hasDisplay = call.body["display_name"]?.string?.isEmpty == false
        try call.database.execute(
            """
            UPDATE studio_models SET display_name = coalesce(?, display_name), base = coalesce(?, base),
                language = coalesce(?, language), started = NULL, finish_due = NULL, finished = NULL, progress = NULL
            WHERE id = ?
            """, .optional(hasDisplay ? display : nil), .optional(base), .optional(call.body["language"]?.string),
            .int(id))
        try call.database.execute("DELETE FROM studio_model_sessions WHERE model = ?", .int(id))
    }

    /// The sessions to train on and to test on.
    private static func sessions(
        _ body: JSON, project: Int, _ database: Database
    ) throws -> [(session: Int, role: String)] {
        func given(_ field: String, _ role: String) throws -> [(session: Int, role: String)] {
            try (body[field]?.array ?? []).compactMap(\.int).map { id in
                let isFound = try database.exists(
                    "SELECT 1 FROM studio_sessions WHERE id = ? AND project = ? AND status <> 'DELETING'", .int(id),
                    .int(project))
                guard isFound else {
                    throw Problem.badRequest("\(field): The project has no session \(id).", field: field)
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
                "annotation_ids: The project has no finished session to learn from.", field: "annotation_ids")
        }
        return rest + named
    }

    /// The name of the model that this one is built on.
    private static func base(_ body: JSON, _ account: Account, _ database: Database) throws -> String? {
        guard let id = body["base_id"]?.int else { return nil }
        guard let name = try database.scalarText("SELECT name FROM studio_models WHERE id = ?", .int(id)) else {
            throw Problem.badRequest("base_id: There is no model \(id).", field: "base_id")
        }
        try ModelAccess.require(.use, account, model: id, database)
        return name
    }
}
