// The members of a workspace and their roles; a permission is a membership.

import Emulator
import JSON
import Store

/// Operations on memberships.
enum Members {
    static let handlers: [String: Handler] = [
        "listWorkspacePermissions": list,
        "addWorkspacePermission": create,
        "updateWorkspacePermission": update,
        "removeWorkspacePermission": remove,
    ]

    private static func list(_ call: Call) throws -> Reply {
        try .json { writer in
            writer.beginArray()
            try call.database.each(
                """
                SELECT m.id, m.role, u.first_name, u.last_name, u.email FROM studio_members m
                JOIN studio_users u ON u.id = m.user WHERE m.workspace = ? ORDER BY m.id
                """, .int(call.integer("organization_id"))
            ) { row in
                let names = [row.text(2), row.text(3)].filter { !$0.isEmpty }
                let name = names.isEmpty ? row.text(4) : names.joined(separator: " ")
                write(id: row.int(0), role: row.text(1), name: name, into: &writer)
            }
            writer.endArray()
        }
    }

    private static func create(_ call: Call) throws -> Reply {
        let workspace = call.integer("organization_id")
        let role = call.body["role"]?.string ?? ""
        try requireAuthority(over: role, call)
        let user = try Users.find(call.body["user_id"]?.int ?? 0, call.database)
        guard try !contains(user.id, workspace: workspace, call.database) else {
            throw Problem.conflict("This user is already a member.")
        }
        let id = try add(user.id, to: workspace, role: role, call.database)
        return .json { write(id: id, role: role, name: user.displayName, into: &$0) }
    }

    private static func update(_ call: Call) throws -> Reply {
        let role = call.body["role"]?.string ?? ""
        try requireAuthority(over: role, call)
        try requireAuthority(over: presentRole(call), call)
        if role != WorkspaceRole.manager.rawValue { try requireDispensable(call) }
        try call.database.execute(
            "UPDATE studio_members SET role = ? WHERE id = ?", .text(role), .int(call.integer("permission_id")))
        return .message("The role is now \(role).")
    }

    private static func remove(_ call: Call) throws -> Reply {
        try requireAuthority(over: presentRole(call), call)
        try requireDispensable(call)
        try call.database.execute("DELETE FROM studio_members WHERE id = ?", .int(call.integer("permission_id")))
        return .empty(204)
    }

    /// The role of the membership in the path.
    private static func presentRole(_ call: Call) throws -> String {
        try call.database.scalarText(
            "SELECT role FROM studio_members WHERE id = ?", .int(call.integer("permission_id")))
            ?? ""
    }

    /// 409 when the membership in the path is that of the only manager.
    private static func requireDispensable(_ call: Call) throws {
        let id = SQLValue.int(call.integer("permission_id"))
        let isManager = try call.database.exists(
            "SELECT 1 FROM studio_members WHERE id = ? AND role = 'MANAGER'", id)
        let hasOther = try call.database.exists(
            "SELECT 1 FROM studio_members WHERE workspace = ? AND role = 'MANAGER' AND id <> ?",
            .int(call.integer("organization_id")), id)
        guard !isManager || hasOther else { throw Problem.conflict("A workspace must have at least one manager.") }
    }

    private static func write(id: Int, role: String, name: String, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("role", role)
        writer.field("user", name)
        writer.endObject()
    }

    // MARK: - Shared

    /// 403 when the role is that of a manager and the caller is not one: administrators neither make nor demote managers.
    static func requireAuthority(over role: String, _ call: Call) throws {
        guard role == WorkspaceRole.manager.rawValue else { return }
        try WorkspaceAccess.require(.manager, Account.calling(call), call)
    }

    /// Whether the user belongs to the workspace.
    static func contains(_ user: Int, workspace: Int, _ database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM studio_members WHERE workspace = ? AND user = ?", .int(workspace), .int(user))
    }

    /// Creates a membership, the user's default if they have none, and returns its number.
    @discardableResult
    static func add(_ user: Int, to workspace: Int, role: String, _ database: Database) throws -> Int {
        let hasDefault = try database.exists(
            "SELECT 1 FROM studio_members WHERE user = ? AND is_default = 1", .int(user))
        try database.execute(
            "INSERT INTO studio_members(workspace, user, role, is_default) VALUES (?, ?, ?, ?)", .int(workspace),
            .int(user), .text(role), .bool(!hasDefault))
        return database.lastInsertedRow
    }
}
