// Paths that name models.

import Emulator
import Store

/// Scopes of models.
enum ModelScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "model": { call in try require(call.integer("model_id"), call) },
        "project-model": Scope.exists(
            "SELECT 1 FROM studio_models WHERE id = ? AND project = ?", "model_id", in: "project_id",
            else: .unknownModel),
    ]

    /// 404 unless the model exists, in the workspace that prefixes the path if there is one.
    static func require(_ id: Int, _ call: Call) throws {
        let workspace = try call.database.scalarInt(
            """
            SELECT m.workspace FROM studio_models m JOIN studio_workspaces w ON w.id = m.workspace
            WHERE m.id = ? AND w.is_active = 1
            """, .int(id))
        guard let workspace, workspace == WorkspaceAccess.prefix(call) ?? workspace else { throw Problem.unknownModel }
    }

    /// 404 unless the model exists and either lies in the workspace that prefixes the path or is public.
    static func requireVisible(_ id: Int, _ call: Call) throws {
        let row = try call.database.first(
            "SELECT workspace, is_public FROM studio_models WHERE id = ?", .int(id)
        ) { (workspace: $0.int(0), isPublic: $0.bool(1)) }
        guard let row else { throw Problem.unknownModel }
        if let prefix = WorkspaceAccess.prefix(call), prefix != row.workspace, !row.isPublic {
            throw Problem.unknownModel
        }
    }
}
