// Projects: the place of documents, classes, labels, sessions and models.

import Emulator
import JSON
import Store

/// Projects (specification, "Projects").
enum Projects {
    static let handlers: [String: Handler] = [
        "listProjects": list,
        "createProject": create,
        "getProject": get,
        "updateProject": update,
        "deleteProject": delete,
        "getProjectTask": get,
        "listProjectPermissions": listPermissions,
        "transferProject": ProjectTransfer.transfer,
        "cloneProject": ProjectClone.clone,
    ]

    private static let columns: SQL = "id, name, type, status, created, external_id"

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let account = try Access.account(call)
        let hasDetails = call.parameters["details"]?.bool ?? false
        let whose: (SQL, [SQLValue]) =
            if let workspace = Access.prefix(call) {
                ("p.workspace = ?", [.int(workspace)])
            } else if account.isSuperuser {
                ("1", [])
            } else {
                ("p.workspace IN (SELECT workspace FROM studio_members WHERE user = ?)", [.int(account.id)])
            }
        return try .json { writer in
            writer.beginArray()
            try call.database.each(
                """
                SELECT p.id, p.name, p.type, p.status, p.created, p.external_id FROM studio_projects p
                JOIN studio_workspaces w ON w.id = p.workspace
                WHERE w.is_active = 1 AND p.status <> 'DELETED' AND \(whose.0) ORDER BY p.id
                """, whose.1
            ) { try write($0, hasDetails: hasDetails, call, into: &writer) }
            writer.endArray()
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call.integer("project_id"), call, status: 200)
    }

    /// Answers a project with everything that belongs to it.
    static func reply(_ id: Int, _ call: Call, status: Int) throws -> Reply {
        try .json(status: status) { writer in
            try call.database.each("SELECT \(columns) FROM studio_projects WHERE id = ?", .int(id)) {
                try write($0, hasDetails: true, call, into: &writer)
            }
        }
    }

    private static func write(
        _ row: borrowing Row, hasDetails: Bool, _ call: Call, into writer: inout JSONWriter
    ) throws {
        let id = row.int(0)
        writer.beginObject()
        writer.field("id", id)
        writer.field("name", row.text(1))
        writer.field("type", row.text(2))
        writer.field("status", row.text(3))
        writer.key("created")
        writer.instant(Instant(microseconds: row.int(4)), .zonedSeconds)
        writer.key("classes")
        try writeNames(
            "SELECT name FROM studio_classes WHERE project = ? ORDER BY id", id, hasDetails, call, into: &writer)
        writer.key("labels")
        try writeNames(
            "SELECT name FROM studio_labels WHERE project = ? ORDER BY id", id, hasDetails, call, into: &writer)
        writer.key("models")
        writer.beginArray()
        if hasDetails {
            try call.database.each(
                "SELECT \(ModelRecord.columns) FROM studio_models m WHERE m.project = ? ORDER BY m.id", .int(id)
            ) { ModelRecord.write($0, now: call.now, into: &writer) }
        }
        writer.endArray()
        writer.field("external_id", row.optionalInt(5))
        writer.endObject()
    }

    private static func writeNames(
        _ query: SQL, _ project: Int, _ isWanted: Bool, _ call: Call, into writer: inout JSONWriter
    ) throws {
        writer.beginArray()
        if isWanted { try call.database.each(query, .int(project)) { writer.string($0.text(0)) } }
        writer.endArray()
    }

    /// The roles that people have here follow from those in the workspace.
    private static func listPermissions(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        return try .json { writer in
            writer.beginArray()
            try call.database.each(
                """
                SELECT m.id, p.name, m.role, m.user = p.created_by FROM studio_projects p
                JOIN studio_members m ON m.workspace = p.workspace WHERE p.id = ? ORDER BY m.id
                """, .int(project)
            ) { row in
                let role = WorkspaceRole(rawValue: row.text(2))?.onProjects ?? .viewer
                writer.beginObject()
                writer.field("id", row.int(0))
                writer.field("model", row.text(1))
                writer.field("role", (row.bool(3) ? ProjectRole.manager : role).rawValue)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        let name = try Names.required(call.body["name"])
        let type = TaskType(rawValue: call.body["type"]?.string ?? "") ?? .classes
        let id = try insert(
            name: name, type: type.rawValue, status: "CREATED", workspace: Access.workspace(call), call)
        for label in type.firstLabels {
            try call.database.execute(
                "INSERT INTO studio_labels(project, name) VALUES (?, ?)", .int(id), .text(label))
        }
        return try reply(id, call, status: 201)
    }

    /// Makes the row of a project and answers its number.
    static func insert(name: String, type: String, status: String, workspace: Int, _ call: Call) throws -> Int {
        try Names.unique(name) {
            try call.database.execute(
                """
                INSERT INTO studio_projects(workspace, name, type, status, created, created_by)
                VALUES (?, ?, ?, ?, ?, ?)
                """, .int(workspace), .text(name), .text(type), .text(status), .int(call.now.microseconds),
                .optional(call.caller.account))
            return call.database.lastInsertedRow
        }
    }

    /// The type can be changed as long as nothing depends on it.
    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("project_id")
        let name = try call.body["name"].map { try Names.required($0) }
        let type = call.body["type"]?.string.flatMap(TaskType.init)
        let old = try call.database.scalarText("SELECT type FROM studio_projects WHERE id = ?", .int(id))
        if let type, type.rawValue != old {
            let isUsed = try call.database.exists(
                """
                SELECT 1 FROM studio_projects p WHERE id = ? AND (document_count > 0
                    OR EXISTS (SELECT 1 FROM studio_models m WHERE m.project = p.id)
                    OR EXISTS (SELECT 1 FROM studio_sessions s WHERE s.project = p.id))
                """, .int(id))
            guard !isUsed else {
                throw Problem.conflict(
                    "The type of a project with documents or models cannot be changed.", field: "type")
            }
            try call.database.execute(
                "UPDATE studio_projects SET type = ? WHERE id = ?", .text(type.rawValue), .int(id))
            for label in type.firstLabels {
                try call.database.execute(
                    "INSERT OR IGNORE INTO studio_labels(project, name) VALUES (?, ?)", .int(id), .text(label))
            }
        }
        if let name {
            try Names.unique(name) {
                try call.database.execute("UPDATE studio_projects SET name = ? WHERE id = ?", .text(name), .int(id))
            }
        }
        return try reply(id, call, status: 200)
    }

    /// The project is unknown from now on; its data goes in slices.
    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("project_id")
        try call.database.execute("UPDATE studio_projects SET status = 'DELETED' WHERE id = ?", .int(id))
        try Imports.cancel(intoProject: id, in: call.tenant)
        try Removal.start(.project, id, at: call.now, in: call.tenant)
        return .empty(204)
    }
}
