// Models: read, change, delete, star, permissions.

import Emulator
import JSON
import Store

/// Models (specification, "Models and training"). Training is in ``ModelTransitions``.
enum Models {
    static let handlers: [String: Handler] = [
        "listModels": list,
        "listWorkspaceModelsByName": listByName,
        "getModel": get,
        "updateModel": update,
        "deleteModel": delete,
        "listModelPermissions": listPermissions,
        "starModel": star,
        "unstarModel": unstar,
        "listProjectModels": listOfProject,
        "getProjectModel": getDetailed,
        "updateProjectModel": update,
        "deleteProjectModel": delete,
    ]

    /// States in which a model can be used.
    static let usable: SQL = "'READY', 'ACTIVE', 'PUBLISHED'"

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        try page(call, workspace: Access.prefix(call))
    }

    private static func listByName(_ call: Call) throws -> Reply {
        try page(call, workspace: try workspace(named: call.path("organization"), call))
    }

    /// The caller's workspace with this name, else the one with this number. What others call theirs hides neither.
    static func workspace(named name: String, _ call: Call) throws -> Int {
        let account = try Access.account(call)
        let all = try call.database.all(
            """
            SELECT id FROM studio_workspaces WHERE (name = ?1 OR id = ?2) AND is_active = 1 ORDER BY name <> ?1, id
            """, .text(name), .optional(number(name))
        ) { $0.int(0) }
        guard !all.isEmpty else { throw Problem.unknownWorkspace }
        let own = try all.first { try Access.role(account, workspace: $0, call.database) != nil }
        guard let own else { throw Problem.notAMember }
        return own
    }

    /// What a place for a name means as a number; nil unless it consists of digits.
    static func number(_ name: String) -> Int? {
        name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(name) : nil
    }

    private static func page(_ call: Call, workspace: Int?) throws -> Reply {
        let (conditions, values) = try filter(call, workspace: workspace)
        let page = call.page
        var count = 0
        return try Reply.json { writer in
            writer.beginObject()
            writer.key("models")
            writer.beginArray()
            try call.database.each(
                "SELECT \(ModelRecord.columns) FROM studio_models m WHERE \(conditions) ORDER BY m.id LIMIT ? OFFSET ?",
                values + [.int(page.limit + 1), .int(page.offset)]
            ) { row in
                count += 1
                if count <= page.limit { ModelRecord.write(row, now: call.now, into: &writer) }
            }
            writer.endArray()
            Envelope.end(page, count: count, into: &writer)
        }
    }

    /// The filters of a list; all must hold.
    private static func filter(_ call: Call, workspace: Int?) throws -> (conditions: SQL, values: [SQLValue]) {
        let account = try Access.account(call)
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
        try Reply.json { writer in
            writer.beginObject()
            writer.key("models")
            writer.beginArray()
            try write(call.integer("model_id"), call, into: &writer)
            writer.endArray()
            Envelope.end(PageRequest(offset: 0, limit: 1), count: 1, into: &writer)
        }
    }

    private static func listOfProject(_ call: Call) throws -> Reply {
        try Reply.json { writer in
            writer.beginArray()
            try call.database.each(
                "SELECT \(ModelRecord.columns) FROM studio_models m WHERE m.project = ? ORDER BY m.id",
                .int(call.integer("project_id"))
            ) { ModelRecord.write($0, now: call.now, into: &writer) }
            writer.endArray()
        }
    }

    private static let detailed: SQL =
        "SELECT \(ModelRecord.columns), m.metrics_json, m.demoset_json FROM studio_models m WHERE m.id = ?"

    private static func getDetailed(_ call: Call) throws -> Reply {
        let project = SQLValue.int(call.integer("project_id"))
        let reply = try call.database.first(detailed, .int(call.integer("model_id"))) { row in
            try Reply.json { writer in
                writer.beginObject()
                ModelRecord.writeMembers(row, now: call.now, into: &writer)
                writer.key("demoset")
                if row.isNull(18) { writer.raw("[]") } else { row.withText(18) { writer.raw($0) } }
                writer.key("metrics")
                if row.isNull(17) { writer.raw("{}") } else { row.withText(17) { writer.raw($0) } }
                for (key, query) in names {
                    writer.key(key)
                    writer.beginArray()
                    try call.database.each(query, project) { $0.withText(0) { writer.string(utf8: $0) } }
                    writer.endArray()
                }
                writer.endObject()
            }
        }
        guard let reply else { throw Problem.unknownModel }
        return reply
    }

    private static let names: [(StaticString, SQL)] = [
        ("classes", "SELECT name FROM studio_classes WHERE project = ? ORDER BY id"),
        ("labels", "SELECT name FROM studio_labels WHERE project = ? ORDER BY id"),
    ]

    static func write(_ id: Int, _ call: Call, into writer: inout JSONWriter) throws {
        try call.database.each("SELECT \(ModelRecord.columns) FROM studio_models m WHERE m.id = ?", .int(id)) {
            ModelRecord.write($0, now: call.now, into: &writer)
        }
    }

    static func reply(_ id: Int, _ call: Call, status: Int = 200) throws -> Reply {
        try .json(status: status) { try write(id, call, into: &$0) }
    }

    // MARK: - Permissions and favourites

    /// Members of the workspace whose role lets them do something with the model.
    private static func listPermissions(_ call: Call) throws -> Reply {
        let model = try call.database.first(
            "SELECT workspace, display_name, created_by FROM studio_models WHERE id = ?",
            .int(call.integer("model_id"))
        ) { (workspace: $0.int(0), name: $0.text(1), creator: $0.optionalInt(2)) }
        guard let model else { throw Problem.unknownModel }
        return try .json { writer in
            writer.beginArray()
            try call.database.each(
                "SELECT id, role, user FROM studio_members WHERE workspace = ? ORDER BY id", .int(model.workspace)
            ) { row in
                let role = row.int(2) == model.creator ? .manager : WorkspaceRole(rawValue: row.text(1))?.onModels
                guard let role else { return }
                writer.beginObject()
                writer.field("id", row.int(0))
                writer.field("model", model.name)
                writer.field("role", role.rawValue)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    private static func star(_ call: Call) throws -> Reply {
        try call.database.execute(
            "INSERT OR IGNORE INTO studio_stars(user, model) VALUES (?, ?)", .int(Access.account(call).id),
            .int(call.integer("model_id")))
        return .message("The model is one of your favourites.")
    }

    private static func unstar(_ call: Call) throws -> Reply {
        try call.database.execute(
            "DELETE FROM studio_stars WHERE user = ? AND model = ?", .int(Access.account(call).id),
            .int(call.integer("model_id")))
        return .message("The model is no longer one of your favourites.")
    }

    // MARK: - Writing

    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("model_id")
        let body = call.body
        for (key, assignment) in texts {
            guard let value = body[key] else { continue }
            try call.database.execute(
                "UPDATE studio_models SET \(assignment) WHERE id = ?", .optional(value.string), .int(id))
        }
        if let score = body["score"] {
            try call.database.execute(
                "UPDATE studio_models SET score = ? WHERE id = ?", .optional(score.double), .int(id))
        }
        if let name = body["name"]?.string { try rename(id, to: name, call.database) }
        if let status = body["status"]?.string { try move(id, to: status, call.database) }
        return try reply(id, call)
    }

    private static let texts: [(String, SQL)] = [
        ("display_name", "display_name = ?"), ("base", "base = ?"), ("language", "language = ?"),
        ("short_description", "short_description = ?"), ("long_description", "long_description = ?"),
    ]

    private static func rename(_ id: Int, to name: String, _ database: Database) throws {
        let isTaken = try database.exists(
            """
            SELECT 1 FROM studio_models a JOIN studio_models b ON b.workspace = a.workspace
            WHERE a.id = ? AND b.id <> a.id AND b.name = ?
            """, .int(id), .text(name))
        guard !isTaken else { throw Problem.nameTaken(name) }
        try database.execute("UPDATE studio_models SET name = ? WHERE id = ?", .text(name), .int(id))
    }

    /// A trained model is put into use and published, and never taken back; a published one is there for everybody.
    private static func move(_ id: Int, to status: String, _ database: Database) throws {
        let old = try database.scalarText("SELECT status FROM studio_models WHERE id = ?", .int(id)) ?? ""
        guard old != status else { return }
        let way = ["READY", "ACTIVE", "PUBLISHED"]
        guard let from = way.firstIndex(of: old), let to = way.firstIndex(of: status), from < to else {
            throw Problem.conflict("A model cannot be moved from \(old) to \(status).", field: "status")
        }
        try database.execute(
            "UPDATE studio_models SET status = ?, is_public = ? WHERE id = ?", .text(status),
            .bool(status == "PUBLISHED"), .int(id))
    }

    /// Removes the analyses first, in slices, then the model.
    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("model_id")
        try call.tenant.schedule.cancel(subject: ModelTransitions.subject(id))
        let analyses = try call.database.all("SELECT id FROM studio_analyses WHERE model = ?", .int(id)) { $0.int(0) }
        for analysis in analyses { try AnalysisTransitions.cancel(analysis, in: call.tenant) }
        return Removal.reply(.model, id, call)
    }
}

/// The end of envelopes of lists.
enum Envelope {
    /// Writes the members behind the list, and closes the object.
    ///
    /// - Parameter count: how many items were found when one more than the page holds was asked for.
    static func end(_ page: PageRequest, count: Int, into writer: inout JSONWriter) {
        writer.field("has_more", count > page.limit)
        writer.field("offset", page.offset)
        writer.field("limit", page.limit)
        writer.field("count", min(count, page.limit))
        writer.endObject()
    }
}
