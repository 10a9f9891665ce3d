// What accounts may do with models.

import Emulator
import Store

/// Access to models (specification, "Roles"): whoever created one and the managers of its workspace manage it, the
/// workspace's other users use it, and everybody uses a published one.
enum ModelAccess {
    /// What somebody wants to do with a model.
    enum Level {
        /// Look at it.
        case view
        /// Let it analyse texts, and download it.
        case use
        /// Change and delete it.
        case manage
    }

    /// 403 unless the account may do that much with the model in the path.
    static func require(_ level: Level, _ account: Account, _ call: Call) throws {
        let model = call.integer("model_id")
        try require(level, account, model: model, call.database)
        guard level == .manage else { return }
        let workspace = try call.database.scalarInt("SELECT workspace FROM studio_models WHERE id = ?", .int(model))
        try WorkspaceAccess.requireWritable(workspace ?? 0, call.database)
    }

    /// 403 unless the account may do that much with a model.
    static func require(_ level: Level, _ account: Account, model: Int, _ database: Database) throws {
        let row = try database.first(
            "SELECT workspace, created_by, is_public FROM studio_models WHERE id = ?", .int(model)
        ) { (workspace: $0.int(0), creator: $0.optionalInt(1), isPublic: $0.bool(2)) }
        guard let row else { throw Problem.unknownModel }
        guard let role = try WorkspaceAccess.role(of: account, in: row.workspace, database) else {
            guard row.isPublic else { throw Problem.notAMember }
            if level == .manage { throw Problem.roleTooLow(ModelRole.manager.rawValue) }
            return
        }
        if level == .view || row.creator == account.id || level == .use && row.isPublic { return }
        guard let onModels = role.onModels else { throw Problem.roleTooLow(ModelRole.user.rawValue) }
        if level == .manage, onModels < .manager { throw Problem.roleTooLow(ModelRole.manager.rawValue) }
    }

    /// The condition on `studio_models m` that the account can see the model.
    static func visible(_ account: Account, workspace: Int?) -> (condition: SQL, values: [SQLValue]) {
        if let workspace { return ("m.workspace = ?", [.int(workspace)]) }
        guard !account.isSuperuser else { return ("1", []) }
        return (
            """
            (m.is_public = 1 OR m.workspace IN (
                SELECT s.workspace FROM studio_members s JOIN studio_workspaces w ON w.id = s.workspace
                WHERE s.user = ? AND w.is_active = 1))
            """, [.int(account.id)]
        )
    }
}
