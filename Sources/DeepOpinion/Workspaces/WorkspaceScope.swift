// Paths that name workspaces, memberships and invitations.

import Emulator
import Store

/// Scopes of workspaces.
enum WorkspaceScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "organization": { call in try require(call.integer("organization_id"), call.database) },
        "permission": Scope.exists(
            "SELECT 1 FROM studio_members WHERE id = ? AND workspace = ?", "permission_id", in: "organization_id",
            else: .unknownPermission),
        "invitation": { call in
            let invitation = try InvitationRecord.pending(id: call.integer("invitation_id"), call)
            guard invitation?.workspace == call.integer("organization_id") else { throw Problem.unknownInvitation }
        },
    ]

    /// 404 unless the workspace exists and is active.
    static func require(_ id: Int, _ database: Database) throws {
        guard try database.exists("SELECT 1 FROM studio_workspaces WHERE id = ? AND is_active = 1", .int(id)) else {
            throw Problem.unknownWorkspace
        }
    }
}
