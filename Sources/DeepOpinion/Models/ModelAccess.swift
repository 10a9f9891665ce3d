// Models: who may see, use and change them.

import Emulator
import Store

/// Access to models (specification, "Roles"): whoever made one and the managers of its workspace manage it, its other
/// users use it, and everybody uses a published one.
enum ModelAccess {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "model": { call in
            let workspace = try activeWorkspace(of: call.integer("model_id"), call.database)
            guard let workspace else { throw Problem.unknownModel }
            if let prefix = Access.prefix(call), prefix != workspace { throw Problem.unknownModel }
        },
        "project-model": { call in
            let isFound = try call.database.exists(
                "SELECT 1 FROM studio_models WHERE id = ? AND project = ?", .int(call.integer("model_id")),
                .int(call.integer("project_id")))
            guard isFound else { throw Problem.unknownModel }
        },
    ]

    /// The workspace of a model, unless it has been deactivated.
    private static func activeWorkspace(of model: Int, _ database: Database) throws -> Int? {
        try database.scalarInt(
            """
            SELECT m.workspace FROM studio_models m JOIN studio_workspaces w ON w.id = m.workspace
            WHERE m.id = ? AND w.is_active = 1
            """, .int(model))
    }

    /// What a caller may do with a model at least.
    enum Level {
        /// Look at it.
        case view
        /// Let it analyse texts, and download it.
        case use
        /// Change and delete it.
        case manage
    }

    /// The check behind the roles `model-viewer`, `model-user` and `model-manager` of the contract.
    static func authorise(_ level: Level, _ account: Account, _ call: Call) throws {
        try require(level, account, model: call.integer("model_id"), call.database)
        guard level == .manage else { return }
        let workspace = try call.database.scalarInt(
            "SELECT workspace FROM studio_models WHERE id = ?", .int(call.integer("model_id")))
        try Authorisation.requireWritable(workspace ?? 0, call.database)
    }

    /// 403 unless the caller may do that much with the model.
    static func require(_ level: Level, _ account: Account, model: Int, _ database: Database) throws {
        let row = try database.first(
            "SELECT workspace, created_by, is_public FROM studio_models WHERE id = ?", .int(model)
        ) { (workspace: $0.int(0), creator: $0.optionalInt(1), isPublic: $0.bool(2)) }
        guard let row else { throw Problem.unknownModel }
        let role = try Access.role(account, workspace: row.workspace, database)
        guard let role else {
            guard row.isPublic else { throw Problem.notAMember }
            if level == .manage { throw Problem.roleTooLow(ModelRole.manager.rawValue) }
            return
        }
        if level == .view || row.creator == account.id || level == .use && row.isPublic { return }
        guard let onModels = role.onModels else { throw Problem.roleTooLow(ModelRole.user.rawValue) }
        if level == .manage, onModels < .manager { throw Problem.roleTooLow(ModelRole.manager.rawValue) }
    }

    /// The condition on `studio_models m` that a caller can see the model.
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

extension Problem {
    /// 404: no such model in this place.
    static let unknownModel = Problem.notFound("The model")
    /// 409: the model has not been trained.
    static let unusableModel = Problem.conflict(
        "The model is not ready: it has not been trained, or training has failed.")
}
