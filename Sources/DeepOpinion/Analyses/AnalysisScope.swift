// Paths that name analyses.

import Emulator
import Store

/// Scopes of analyses.
enum AnalysisScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "analysis": { call in
            let workspace = try call.database.scalarInt(
                """
                SELECT a.workspace FROM studio_analyses a JOIN studio_workspaces w ON w.id = a.workspace
                WHERE a.id = ? AND w.is_active = 1
                """, .int(call.integer("analysis_id")))
            guard let workspace, workspace == WorkspaceAccess.prefix(call) ?? workspace else {
                throw Problem.unknownAnalysis
            }
        }
    ]
}
