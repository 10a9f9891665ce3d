// HITLs (humans in the loop): who reviews the values that an extraction is not sure of.

import Emulator
import JSON
import Store

/// Operations on HITLs.
enum Hitls {
    static let handlers: [String: Handler] = [
        "listHitls": list,
        "createHitl": create,
        "getHitl": get,
        "updateHitl": update,
        "assignHitl": assign,
        "listHitlReviews": listReviews,
    ]

    /// The confidence below which a value is reviewed, unless a HITL says otherwise.
    static let threshold = 0.8

    private static func list(_ call: Call) throws -> Reply {
        let walk = RecordWalk(
            "SELECT \(HitlRecord.columns) FROM studio_hitls WHERE project = ?", [.int(call.integer("project_id"))],
            by: "id", ListRange(call), number: \HitlRecord.id
        ) { HitlRecord($0) }
        return try ListReply.reply(call, walk) { $0.write(into: &$1) }
    }

    private static func create(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        try requireMember(call)
        try requireModel(call)
        let model = call.body["model_id"]?.int
        try call.database.execute(
            """
            INSERT INTO studio_hitls(project, name, description, created, updated, assigned_user, model, is_live,
                webhook_url, labels_json)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .int(project), .text(call.body["name"]?.string ?? "Review of \(call.now.text(.zonedSeconds))"),
            .optional(call.body["description"]?.string), .int(call.now.microseconds), .int(call.now.microseconds),
            .optional(call.body["assigned_user_id"]?.int), .optional(model),
            .bool(call.body["is_live"]?.bool ?? false), .optional(call.body["webhook_url"]?.string),
            .text(thresholds(project: project, model: model, call.database).description))
        return try answer(call.database.lastInsertedRow, status: 201, call)
    }

    private static func get(_ call: Call) throws -> Reply { try answer(call.integer("hitl_id"), call) }

    private static func update(_ call: Call) throws -> Reply {
        try requireMember(call)
        try requireModel(call)
        let id = call.integer("hitl_id")
        for (member, column) in changeable {
            guard let value = call.body[member] else { continue }
            try call.database.execute("UPDATE studio_hitls SET \(column) = ? WHERE id = ?", bound(value), .int(id))
        }
        if call.body["model_id"] != nil {
            let labels = try thresholds(
                project: call.integer("project_id"), model: call.body["model_id"]?.int, call.database)
            try call.database.execute(
                "UPDATE studio_hitls SET labels_json = ? WHERE id = ?", .text(labels.description), .int(id))
        }
        try touch(call)
        return try answer(id, call)
    }

    private static let changeable: [(member: String, column: SQL)] = [
        ("name", "name"), ("description", "description"), ("assigned_user_id", "assigned_user"), ("model_id", "model"),
        ("is_live", "is_live"), ("webhook_url", "webhook_url"),
    ]

    private static func bound(_ value: JSON) -> SQLValue {
        value.bool.map { .bool($0) } ?? value.int.map { .int($0) } ?? .optional(value.string)
    }

    private static func assign(_ call: Call) throws -> Reply {
        try requireMember(call)
        let id = call.integer("hitl_id")
        if let user = call.body["assigned_user_id"] {
            try call.database.execute(
                "UPDATE studio_hitls SET assigned_user = ? WHERE id = ?", .optional(user.int), .int(id))
        }
        try touch(call)
        return try answer(id, call)
    }

    private static func touch(_ call: Call) throws {
        try call.database.execute(
            "UPDATE studio_hitls SET updated = ? WHERE id = ?", .int(call.now.microseconds),
            .int(call.integer("hitl_id")))
    }

    private static func listReviews(_ call: Call) throws -> Reply {
        let isFull = call.parameters["with_full_data"]?.bool ?? false
        let walk = RecordWalk(
            "SELECT \(HitlReviewRecord.columns) FROM studio_hitl_reviews WHERE hitl = ?",
            [.int(call.integer("hitl_id"))], by: "id", ListRange(call), number: \HitlReviewRecord.id
        ) { HitlReviewRecord($0) }
        return try ListReply.reply(call, walk) { try $0.write(isFull: isFull, into: &$1) }
    }

    private static func answer(_ id: Int, status: Int = 200, _ call: Call) throws -> Reply {
        guard let hitl = try HitlRecord.find(id, call.database) else { throw Problem.unknownHitl }
        return .json(status: status) { hitl.write(into: &$0) }
    }

    /// The default threshold of every label of the model, or of the project when the model has none of its own; of every
    /// class where the task type has no labels.
    private static func thresholds(project: Int, model: Int?, _ database: Database) throws -> JSON {
        let sources: [(SQL, SQLValue)] = [
            ("SELECT name FROM studio_labels WHERE model = ? ORDER BY id", .optional(model)),
            ("SELECT name FROM studio_labels WHERE project = ? ORDER BY id", .int(project)),
            ("SELECT name FROM studio_classes WHERE model = ? ORDER BY id", .optional(model)),
            ("SELECT name FROM studio_classes WHERE project = ? ORDER BY id", .int(project)),
        ]
        for (query, owner) in sources {
            let names = try database.all(query, owner) { $0.text(0) }
            guard names.isEmpty else {
                return .object(JSONObject(names.map { ($0, ["confidence_threshold": .double(threshold)]) }))
            }
        }
        return [:]
    }

    /// 404 unless the assigned account belongs to the project's workspace.
    private static func requireMember(_ call: Call) throws {
        guard let user = call.body["assigned_user_id"]?.int else { return }
        let workspace = try call.database.scalarInt(
            "SELECT workspace FROM studio_projects WHERE id = ?", .int(call.integer("project_id")))
        guard try Members.contains(user, workspace: workspace ?? 0, call.database) else { throw Problem.unknownUser }
    }

    /// 404 unless the model is shipped or belongs to the project's workspace.
    private static func requireModel(_ call: Call) throws {
        guard let model = call.body["model_id"]?.int else { return }
        let isThere = try call.database.exists(
            """
            SELECT 1 FROM studio_models m WHERE m.id = ?
                AND (m.is_public = 1 OR m.workspace = (SELECT workspace FROM studio_projects WHERE id = ?))
            """, .int(model), .int(call.integer("project_id")))
        guard isThere else { throw Problem.unknownModel }
    }
}
