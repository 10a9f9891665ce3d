// Whether the caller may call an operation: the checks that `x-role` names in the contract.

import Emulator
import Store

/// Authorisation (specification, "Roles"). Everything that is not a GET is a write and refused to readers, except
/// operations without a role.
enum Authorisation {
    static func authorise(_ call: Call) throws {
        guard call.operation.security else { return }
        let account = try Access.account(call)
        if let workspace = Access.prefix(call) { try member(account, of: workspace, call) }
        guard let role = call.operation.role else { return }
        let isWrite = call.operation.method != "GET"
        if isWrite, account.isReadOnly { throw Problem.readOnly }
        switch role {
        case "writer": break
        case "self": try owner(call.integer("user_id"), account)
        case "superuser": if !account.isSuperuser { throw Problem.notASuperuser }
        case "notification-owner":
            let owner = try call.database.scalarInt(
                "SELECT user FROM studio_notifications WHERE id = ?", .int(call.integer("notification_id")))
            try self.owner(owner, account)
        case "workspace-viewer": try workspace(.viewer, account, in: Access.workspace(call), call)
        case "project-viewer": try project(.viewer, account, call)
        case "project-annotator": try project(.annotator, account, call)
        case "project-manager": try project(.manager, account, call)
        case "workspace-user": try workspace(.user, account, in: Access.workspace(call), call)
        case "workspace-admin": try workspace(.admin, account, in: Access.workspace(call), call)
        case "workspace-manager": try workspace(.manager, account, in: Access.workspace(call), call)
        case "model-viewer": try ModelAccess.authorise(.view, account, call)
        case "model-user": try ModelAccess.authorise(.use, account, call)
        case "model-manager": try ModelAccess.authorise(.manage, account, call)
        case "analysis-viewer": try Analyses.authorise(isManager: false, account, call)
        case "analysis-manager": try Analyses.authorise(isManager: true, account, call)
        default: preconditionFailure("\(call.operation.id) has x-role \(role), which Studio does not know.")
        }
    }

    /// Records of a user are for that user and for superusers.
    private static func owner(_ user: Int?, _ account: Account) throws {
        guard user == account.id || account.isSuperuser else { throw Problem.notYours }
    }

    /// The workspace of a prefix exists, and the caller belongs to it.
    private static func member(_ account: Account, of workspace: Int, _ call: Call) throws {
        try Scope.requireWorkspace(workspace, call.database)
        guard try Access.role(account, workspace: workspace, call.database) != nil else { throw Problem.notAMember }
    }

    private static func project(_ needed: ProjectRole, _ account: Account, _ call: Call) throws {
        try require(needed, account, project: call.integer("project_id"), isWrite: call.operation.method != "GET", call)
    }

    /// The caller's role on a project is `needed` or higher, and its workspace may be written to if this is a write.
    static func require(
        _ needed: ProjectRole, _ account: Account, project: Int, isWrite: Bool, _ call: Call
    ) throws {
        guard let role = try Access.role(account, project: project, call.database) else { throw Problem.notAMember }
        guard role >= needed else { throw Problem.roleTooLow(needed.rawValue) }
        guard isWrite else { return }
        let workspace = try call.database.scalarInt("SELECT workspace FROM studio_projects WHERE id = ?", .int(project))
        try requireWritable(workspace ?? 0, call.database)
    }

    /// The caller's role in a workspace is `needed` or higher, and it may be written to if this is a write.
    static func workspace(_ needed: WorkspaceRole, _ account: Account, in workspace: Int, _ call: Call) throws {
        guard let role = try Access.role(account, workspace: workspace, call.database) else {
            throw Problem.notAMember
        }
        guard role >= needed else { throw Problem.roleTooLow(needed.rawValue) }
        if call.operation.method != "GET" { try requireWritable(workspace, call.database) }
    }

    /// 403 for a workspace that is for reading only.
    static func requireWritable(_ workspace: Int, _ database: Database) throws {
        guard
            try !database.exists("SELECT 1 FROM studio_workspaces WHERE id = ? AND is_read_only = 1", .int(workspace))
        else { throw Problem.readOnly }
    }
}
