// What accounts may do in workspaces.

import Emulator
import Store

/// Access to workspaces: members by their role. Superusers are managers everywhere.
enum WorkspaceAccess {
    /// The account's role in a workspace; nil for accounts that are not members.
    static func role(of account: Account, in workspace: Int, _ database: Database) throws -> WorkspaceRole? {
        guard !account.isSuperuser else { return .manager }
        return try database.scalarText(
            "SELECT role FROM studio_members WHERE workspace = ? AND user = ?", .int(workspace), .int(account.id)
        ).flatMap(WorkspaceRole.init)
    }

    /// Requires a role in the workspace that a call is about, see ``current(_:)``.
    static func require(_ needed: WorkspaceRole, _ account: Account, _ call: Call) throws {
        try require(needed, account, in: current(call), call)
    }

    /// 403 unless the account has the role or a higher one and, for a write, the workspace is not read-only.
    static func require(_ needed: WorkspaceRole, _ account: Account, in workspace: Int, _ call: Call) throws {
        guard let role = try role(of: account, in: workspace, call.database) else { throw Problem.notAMember }
        guard role >= needed else { throw Problem.roleTooLow(needed.rawValue) }
        if call.isWrite { try requireWritable(workspace, call.database) }
    }

    /// 403 for a read-only workspace.
    static func requireWritable(_ workspace: Int, _ database: Database) throws {
        let isReadOnly = try database.exists(
            "SELECT 1 FROM studio_workspaces WHERE id = ? AND is_read_only = 1", .int(workspace))
        guard !isReadOnly else { throw Problem.readOnly }
    }

    /// The workspace in which a call creates records: the one in the path, else the caller's default, else the first
    /// that they belong to.
    static func current(_ call: Call) throws -> Int {
        if let workspace = prefix(call) { return workspace }
        let account = try Account.calling(call)
        let found = try call.database.scalarInt(
            """
            SELECT m.workspace FROM studio_members m JOIN studio_workspaces w ON w.id = m.workspace
            WHERE m.user = ? AND w.is_active = 1 ORDER BY m.is_default DESC, m.workspace LIMIT 1
            """, .int(account.id))
        guard let found else { throw Problem.noWorkspace }
        return found
    }

    /// The workspace that the path names, either as a prefix or as its own record.
    static func prefix(_ call: Call) -> Int? {
        call.captures.first { $0.name == "organization_id" }.flatMap { Int($0.value) }
    }
}
