// What accounts may do with projects.

import Emulator
import Store

/// Access to projects: members of the workspace by their role there; whoever created a project is its manager.
enum ProjectAccess {
    /// The account's role on a project; nil unless it belongs to the project's workspace.
    static func role(of account: Account, on project: Int, _ database: Database) throws -> ProjectRole? {
        let owner = try database.first(
            "SELECT workspace, created_by FROM studio_projects WHERE id = ?", .int(project)
        ) { (workspace: $0.int(0), creator: $0.optionalInt(1)) }
        guard let owner, let role = try WorkspaceAccess.role(of: account, in: owner.workspace, database) else {
            return nil
        }
        return owner.creator == account.id ? .manager : role.onProjects
    }

    /// 403 unless the account has the role, or a higher one, on the project in the path and, for a write, its workspace
    /// is not read-only.
    static func require(_ needed: ProjectRole, _ account: Account, _ call: Call) throws {
        let project = call.integer("project_id")
        guard let role = try role(of: account, on: project, call.database) else { throw Problem.notAMember }
        guard role >= needed else { throw Problem.roleTooLow(needed.rawValue) }
        guard call.isWrite else { return }
        let workspace = try call.database.scalarInt("SELECT workspace FROM studio_projects WHERE id = ?", .int(project))
        try WorkspaceAccess.requireWritable(workspace ?? 0, call.database)
    }
}
