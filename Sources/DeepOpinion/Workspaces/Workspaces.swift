// Workspaces, called organizations in paths.

import Emulator
import JSON
import Store

/// Operations on workspaces.
enum Workspaces {
    static let handlers: [String: Handler] = [
        "createWorkspace": create,
        "getWorkspace": get,
        "updateWorkspace": update,
        "deactivateWorkspace": deactivate,
        "setDefaultWorkspace": setDefault,
        "listWorkspaceUsers": listUsers,
    ]

    private static let members: SQL = """
        SELECT \(SQL(text: User.columns.text.split(separator: ", ").map { "u." + $0 }.joined(separator: ", ")))
        FROM studio_members m JOIN studio_users u ON u.id = m.user WHERE m.workspace = ? ORDER BY m.id
        """

    private static func create(_ call: Call) throws -> Reply {
        let id = try add(
            call.body["name"]?.string ?? "", description: call.body["description"]?.string,
            manager: Access.account(call).id, call)
        return try answer(id, call)
    }

    private static func get(_ call: Call) throws -> Reply { try answer(call.integer("organization_id"), call) }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("organization_id")
        try call.database.execute(
            "UPDATE studio_workspaces SET name = ? WHERE id = ?", .text(call.body["name"]?.string ?? ""), .int(id))
        if let description = call.body["description"] {
            try call.database.execute(
                "UPDATE studio_workspaces SET description = ? WHERE id = ?", .optional(description.string), .int(id))
        }
        return try answer(id, call)
    }

    private static func deactivate(_ call: Call) throws -> Reply {
        let id = call.integer("organization_id")
        try call.database.execute("UPDATE studio_workspaces SET is_active = 0 WHERE id = ?", .int(id))
        return try answer(id, call)
    }

    /// One default for each user: setting one clears the others. Superusers need not be members; for their default they
    /// become one, with the lowest role, which matters only after they have lost the flag.
    private static func setDefault(_ call: Call) throws -> Reply {
        let account = try Access.account(call)
        let user = account.id
        let workspace = call.integer("organization_id")
        let isDefault = call.body["default"]?.bool ?? false
        if try !Members.contains(user, workspace: workspace, call.database) {
            guard account.isSuperuser else { throw Problem.notAMember }
            if isDefault {
                try Members.add(user, to: workspace, role: WorkspaceRole.viewer.rawValue, call.database)
            }
        }
        if isDefault {
            try call.database.execute("UPDATE studio_members SET is_default = 0 WHERE user = ?", .int(user))
        }
        try call.database.execute(
            "UPDATE studio_members SET is_default = ? WHERE workspace = ? AND user = ?", .bool(isDefault),
            .int(workspace), .int(user))
        return .message(
            isDefault ? "This is your default workspace now." : "This is not your default workspace any more.")
    }

    private static func listUsers(_ call: Call) throws -> Reply {
        try .json { writer in
            writer.beginArray()
            try call.database.each(members, .int(call.integer("organization_id"))) { row in
                User(row).write(into: &writer)
            }
            writer.endArray()
        }
    }

    private static func answer(_ id: Int, _ call: Call) throws -> Reply {
        try .json { writer in
            try call.database.each(
                "SELECT id, name, description, created, is_beta, is_read_only FROM studio_workspaces WHERE id = ?",
                .int(id)
            ) { row in
                writer.beginObject()
                writer.field("id", row.int(0))
                writer.field("name", row.text(1))
                writer.field("description", row.optionalText(2))
                writer.field("created", Instant(microseconds: row.int(3)).text(.zonedSeconds))
                writer.field("is_beta", row.bool(4))
                writer.field("is_read_only", row.bool(5))
                writer.endObject()
            }
        }
    }

    /// A new workspace with its manager, whose default it becomes if they have none; its number.
    static func add(_ name: String, description: String?, manager: Int, _ call: Call) throws -> Int {
        try call.database.execute(
            "INSERT INTO studio_workspaces(name, description, created) VALUES (?, ?, ?)", .text(name),
            .optional(description), .int(call.now.microseconds))
        let id = call.database.lastInsertedRow
        try Members.add(manager, to: id, role: WorkspaceRole.manager.rawValue, call.database)
        return id
    }
}
