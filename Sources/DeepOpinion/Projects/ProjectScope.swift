// Paths that name projects and their tasks.

import Emulator
import Store

/// Scopes of projects.
enum ProjectScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "project": { call in
            let workspace = try call.database.scalarInt(
                """
                SELECT p.workspace FROM studio_projects p JOIN studio_workspaces w ON w.id = p.workspace
                WHERE p.id = ? AND p.status <> 'DELETED' AND w.is_active = 1
                """, .int(call.integer("project_id")))
            guard let workspace, workspace == WorkspaceAccess.prefix(call) ?? workspace else {
                throw Problem.unknownProject
            }
        },
        "task": Scope.exists(
            "SELECT 1 FROM studio_tasks WHERE id = ? AND project = ?", "task_id", in: "project_id",
            else: .unknownTask),
    ]
}
