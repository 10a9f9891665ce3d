// Projects: creation, lists, permissions and deletion.

import Emulator
import JSON
import Store

/// Projects (specification, "Projects").
enum Projects {
    static let handlers: [String: Handler] = [
        "listProjects": list,
        "createProject": create,
        "getProject": get,
        "updateProject": ProjectUpdate.update,
        "deleteProject": delete,
        "getProjectTask": get,
        "listProjectPermissions": listPermissions,
        "transferProject": ProjectTransfer.transfer,
        "cloneProject": ProjectClone.clone,
    ]

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let account = try Account.calling(call)
        let hasDetails = call.parameters["details"]?.bool ?? false
        let whose: (SQL, [SQLValue]) =
            if let workspace = WorkspaceAccess.prefix(call) {
                ("p.workspace = ?", [.int(workspace)])
            } else if account.isSuperuser {
                ("1", [])
            } else {
                ("p.workspace IN (SELECT workspace FROM studio_members WHERE user = ?)", [.int(account.id)])
            }
        let walk = RecordWalk(
            """
            SELECT \(ProjectRecord.columns) FROM studio_projects p JOIN studio_workspaces w ON w.id = p.workspace
            WHERE w.is_active = 1 AND p.status <> 'DELETED' AND \(whose.0)
            """, whose.1, by: "p.id", ListRange(call), number: \ProjectRecord.id
        ) { ProjectRecord($0) }
        return try ListReply.reply(call, walk) {
            try $0.write(hasDetails: hasDetails, now: call.now, call.database, into: &$1)
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call.integer("project_id"), call, status: 200)
    }

    /// Answers with a project and its details.
    static func reply(_ id: Int, _ call: Call, status: Int) throws -> Reply {
        guard let project = try ProjectRecord.find(id, call.database) else { throw Problem.unknownProject }
        return try .json(status: status) {
            try project.write(hasDetails: true, now: call.now, call.database, into: &$0)
        }
    }

    /// Roles on a project follow from roles in its workspace.
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
            name: name, type: type.rawValue, status: "CREATED", workspace: WorkspaceAccess.current(call), call)
        for label in type.firstLabels {
            try call.database.execute(
                "INSERT INTO studio_labels(project, name) VALUES (?, ?)", .int(id), .text(label))
        }
        return try reply(id, call, status: 201)
    }

    /// Inserts a project and returns its number.
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

    private static func delete(_ call: Call) throws -> Reply {
        try startDeletion(of: call.integer("project_id"), call)
        return .empty(204)
    }

    /// From now on the project does not exist; its data is deleted in slices.
    static func startDeletion(of id: Int, _ call: Call) throws {
        try call.database.execute("UPDATE studio_projects SET status = 'DELETED' WHERE id = ?", .int(id))
        try Imports.cancel(intoProject: id, in: call.tenant)
        try Removal.start(.project, id, at: call.now, in: call.tenant)
    }
}
