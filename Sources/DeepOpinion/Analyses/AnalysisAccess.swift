// What accounts may do with analyses.

import Emulator
import Store

/// Access to analyses: members of the workspace view them; whoever started one and the workspace's administrators
/// manage it.
enum AnalysisAccess {
    /// What somebody wants to do with an analysis.
    enum Level {
        case view
        case manage
    }

    /// 403 unless the account may do that much with the analysis in the path.
    static func require(_ level: Level, _ account: Account, _ call: Call) throws {
        let owner = try call.database.first(
            "SELECT workspace, created_by FROM studio_analyses WHERE id = ?", .int(call.integer("analysis_id"))
        ) { (workspace: $0.int(0), creator: $0.optionalInt(1)) }
        guard let owner else { throw Problem.unknownAnalysis }
        guard let role = try WorkspaceAccess.role(of: account, in: owner.workspace, call.database) else {
            throw Problem.notAMember
        }
        guard level == .manage else { return }
        guard role >= .admin || owner.creator == account.id else {
            throw Problem.roleTooLow(WorkspaceRole.admin.rawValue)
        }
        try WorkspaceAccess.requireWritable(owner.workspace, call.database)
    }
}
