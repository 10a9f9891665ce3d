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
        SELECT \(SQL(text: UserRecord.columns.text.split(separator: ", ").map { "u." + $0 }.joined(separator: ", ")))
        FROM studio_members m JOIN studio_users u ON u.id = m.user WHERE m.workspace = ? ORDER BY m.id
        """

    private static func create(_ call: Call) throws -> Reply {
        let id = try add(
            call.body["name"]?.string ?? "", description: call.body["description"]?.string,
            manager: Account.calling(call).id, call)
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

    /// A user has one default; setting it clears the previous one. A superuser who is not a member becomes one, with the
    /// lowest role, which only matters after losing the flag.
    private static func setDefault(_ call: Call) throws -> Reply {
        let account = try Account.calling(call)
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
            isDefault ? "This is now your default workspace." : "This is no longer your default workspace.")
    }

    private static func listUsers(_ call: Call) throws -> Reply {
        try .json { writer in
            writer.beginArray()
            try call.database.each(members, .int(call.integer("organization_id"))) { row in
                UserRecord(row).write(into: &writer)
            }
            writer.endArray()
        }
    }

    private static func answer(_ id: Int, _ call: Call) throws -> Reply {
        try .json { writer in
            try call.database.each(
                "SELECT \(WorkspaceRecord.columns) FROM studio_workspaces WHERE id = ?", .int(id)
            ) { WorkspaceRecord($0).write(into: &writer) }
        }
    }

    /// Creates a workspace with its manager, whose default it becomes if they have none, and returns its number.
    static func add(_ name: String, description: String?, manager: Int, _ call: Call) throws -> Int {
        try call.database.execute(
            "INSERT INTO studio_workspaces(name, description, created) VALUES (?, ?, ?)", .text(name),
            .optional(description), .int(call.now.microseconds))
        let id = call.database.lastInsertedRow
        try Members.add(manager, to: id, role: WorkspaceRole.manager.rawValue, call.database)
        return id
    }
}
