// What the caller of a request may do: the account behind the token, and its roles.

import Emulator
import Store

/// The caller's account as handlers need it.
struct Account {
    let id: Int
    let isSuperuser: Bool
    /// Whether it may only read: the account itself, or the credential that it came with.
    let isReadOnly: Bool
}

/// Roles of the caller of one request.
enum Access {
    /// The caller's account. A token whose account is gone is no longer valid.
    static func account(_ call: Call) throws -> Account {
        let found = try call.caller.account.flatMap { id in
            try call.database.first(
                "SELECT is_superuser, is_read_only FROM studio_users WHERE id = ? AND email_key IS NOT NULL", .int(id)
            ) { row in
                Account(
                    id: id, isSuperuser: row.bool(0), isReadOnly: row.bool(1) || call.caller.access == .read)
            }
        }
        guard let found else { throw Problem.unauthenticated("A valid token is required.") }
        return found
    }

    /// The caller's role in a workspace; nil when they are no member. Superusers are managers everywhere.
    static func role(_ account: Account, workspace: Int, _ database: Database) throws -> WorkspaceRole? {
        guard !account.isSuperuser else { return .manager }
        return try database.scalarText(
            "SELECT role FROM studio_members WHERE workspace = ? AND user = ?", .int(workspace), .int(account.id)
        ).flatMap(WorkspaceRole.init)
    }

    /// The caller's role on a project; nil when they are no member of its workspace.
    static func role(_ account: Account, project: Int, _ database: Database) throws -> ProjectRole? {
        let owner = try database.first(
            "SELECT workspace, created_by FROM studio_projects WHERE id = ?", .int(project)
        ) { (workspace: $0.int(0), creator: $0.optionalInt(1)) }
        guard let owner, let role = try role(account, workspace: owner.workspace, database) else { return nil }
        return owner.creator == account.id ? .manager : role.onProjects
    }

    /// The workspace in which a request without prefix makes new records: the one of the prefix, else the caller's
    /// default, else the first that they belong to.
    static func workspace(_ call: Call) throws -> Int {
        if let workspace = prefix(call) { return workspace }
        let account = try account(call)
        let found = try call.database.scalarInt(
            """
            SELECT m.workspace FROM studio_members m JOIN studio_workspaces w ON w.id = m.workspace
            WHERE m.user = ? AND w.is_active = 1 ORDER BY m.is_default DESC, m.workspace LIMIT 1
            """, .int(account.id))
        guard let found else { throw Problem.conflict("You belong to no workspace: create one first.") }
        return found
    }

    /// The workspace that the path names, either as a prefix or as its own record.
    static func prefix(_ call: Call) -> Int? {
        call.captures.first { $0.name == "organization_id" }.flatMap { Int($0.value) }
    }
}
