// Paths that name HITLs.

import Emulator
import Store

/// Scopes of HITLs.
enum HitlScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "hitl": Scope.exists(
            "SELECT 1 FROM studio_hitls WHERE id = ? AND project = ?", "hitl_id", in: "project_id",
            else: .unknownHitl)
    ]
}
