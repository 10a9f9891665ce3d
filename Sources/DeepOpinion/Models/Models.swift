// Models: lists, single ones and their deletion.

import Emulator
import JSON
import Store

/// Models (specification, "Models and training"). ``ModelTraining`` starts training, ``ModelTransitions`` does it.
enum Models {
    static let handlers: [String: Handler] = [
        "listModels": list,
        "listWorkspaceModelsByName": listByName,
        "getModel": get,
        "updateModel": ModelUpdate.update,
        "deleteModel": delete,
        "listProjectModels": listOfProject,
        "getProjectModel": getDetailed,
        "updateProjectModel": ModelUpdate.update,
        "deleteProjectModel": delete,
    ]

    /// The statuses in which a model can be used.
    static let usable: SQL = "'READY', 'ACTIVE', 'PUBLISHED'"

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        try page(call, workspace: WorkspaceAccess.prefix(call))
    }

    private static func listByName(_ call: Call) throws -> Reply {
        try page(call, workspace: try workspace(named: call.path("organization"), call))
    }

    /// The caller's workspace with this name, else the one with this number. Other people's workspaces of the same name do
    /// not count.
    static func workspace(named name: String, _ call: Call) throws -> Int {
        let account = try Account.calling(call)
        let all = try call.database.all(
            """
            SELECT id FROM studio_workspaces WHERE (name = ?1 OR id = ?2) AND is_active = 1 ORDER BY name <> ?1, id
            """, .text(name), .optional(number(name))
        ) { $0.int(0) }
        guard !all.isEmpty else { throw Problem.unknownWorkspace }
        let own = try all.first { try WorkspaceAccess.role(of: account, in: $0, call.database) != nil }
        guard let own else { throw Problem.notAMember }
        return own
    }

    /// A name read as a number; nil unless it consists of digits.
    static func number(_ name: String) -> Int? {
        name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(name) : nil
    }

    private static func page(_ call: Call, workspace: Int?) throws -> Reply {
        let (conditions, values) = try filter(call, workspace: workspace)
        let walk = RecordWalk(
            "SELECT \(ModelRecord.columns) FROM studio_models m WHERE \(conditions)", values, by: "m.id",
            ListRange(call),
            number: \ModelRecord.id
        ) { ModelRecord($0) }
        return try ListReply.reply(call, walk, envelope: "models") { $0.write(now: call.now, into: &$1) }
    }

    /// The filters of a list, all of which must hold.
    private static func filter(_ call: Call, workspace: Int?) throws -> (conditions: SQL, values: [SQLValue]) {
        let account = try Account.calling(call)
        var (conditions, values) = ModelAccess.visible(account, workspace: workspace)
        func add(_ condition: SQL, _ further: SQLValue...) {
            conditions = conditions + " AND " + condition
            values += further
        }
        if let isPublic = call.parameters["public"]?.bool { add("m.is_public = ?", .bool(isPublic)) }
        if let isStarred = call.parameters["starred"]?.bool {
            add(
                "? = EXISTS (SELECT 1 FROM studio_stars s WHERE s.user = ? AND s.model = m.id)", .bool(isStarred),
                .int(account.id))
        }
        if let collection = call.parameters["collection_id"]?.int { add("m.collection = ?", .int(collection)) }
        if let type = call.parameters["type"]?.string { add("m.type = ?", .text(type)) }
        if let excluded = call.parameters["exclude_id"]?.int { add("m.id <> ?", .int(excluded)) }
        if let search = call.parameters["search"]?.string, !search.isEmpty {
            add(
                "(instr(lower(m.display_name), lower(?)) > 0 OR instr(lower(m.name), lower(?)) > 0)", .text(search),
                .text(search))
        }
        return (conditions, values)
    }

    private static func get(_ call: Call) throws -> Reply {
        guard let model = try ModelRecord.find(call.integer("model_id"), call.database) else {
            throw Problem.unknownModel
        }
        return .json { writer in
            writer.beginObject()
            writer.key("models")
            writer.beginArray()
            model.write(now: call.now, into: &writer)
            writer.endArray()
            Envelope.end(.single, count: 1, hasMore: false, into: &writer)
        }
    }

    private static func listOfProject(_ call: Call) throws -> Reply {
        let walk = RecordWalk(
            "SELECT \(ModelRecord.columns) FROM studio_models m WHERE m.project = ?",
            [.int(call.integer("project_id"))], by: "m.id", ListRange(call), number: \ModelRecord.id
        ) { ModelRecord($0) }
        return try ListReply.reply(call, walk) { $0.write(now: call.now, into: &$1) }
    }

    private static func getDetailed(_ call: Call) throws -> Reply {
        let model = try DetailedModel(
            call.integer("model_id"), project: call.integer("project_id"), call.database)
        guard let model else { throw Problem.unknownModel }
        return .json { model.write(now: call.now, into: &$0) }
    }

    /// Answers with a model.
    static func reply(_ id: Int, _ call: Call, status: Int = 200) throws -> Reply {
        guard let model = try ModelRecord.find(id, call.database) else { throw Problem.unknownModel }
        return .json(status: status) { model.write(now: call.now, into: &$0) }
    }

    /// Deletes the analyses first, in slices, then the model.
    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("model_id")
        try call.tenant.schedule.cancel(subject: ModelTransitions.subject(id))
        let analyses = try call.database.all("SELECT id FROM studio_analyses WHERE model = ?", .int(id)) { $0.int(0) }
        for analysis in analyses { try AnalysisTransitions.cancel(analysis, in: call.tenant) }
        return Removal.reply(.model, id, call)
    }
}
