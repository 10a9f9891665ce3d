// What the path of a request names beside projects: accounts, memberships, invitations, notifications, HITLs.

import Emulator
import Store

/// Further scope scopes by `x-scope` name; see Scope for those below projects.
enum AccountScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "user": { call in _ = try Users.find(call.integer("user_id"), call.database) },
        "product-key": within(
            "SELECT 1 FROM studio_product_keys WHERE id = ? AND user = ?", "key_id", in: "user_id",
            else: .notFound("The product key")),
        "permission": within(
            "SELECT 1 FROM studio_members WHERE id = ? AND workspace = ?", "permission_id", in: "organization_id",
            else: .notFound("The permission")),
        "invitation": { call in
            let invitation = try Invitation.pending(id: call.integer("invitation_id"), call)
            guard invitation?.workspace == call.integer("organization_id") else { throw Problem.unknownInvitation }
        },
        "notification": { call in
            let isThere = try call.database.exists(
                "SELECT 1 FROM studio_notifications WHERE id = ?", .int(call.integer("notification_id")))
            guard isThere else { throw Problem.unknownNotification }
        },
        "user-notification": within(
            "SELECT 1 FROM studio_notifications WHERE id = ? AND user = ?", "notification_id", in: "user_id",
            else: .unknownNotification),
        "hitl": within(
            "SELECT 1 FROM studio_hitls WHERE id = ? AND project = ?", "hitl_id", in: "project_id",
            else: .notFound("The HITL")),
    ]

    /// Whether the record in the path exists in its parent; the values are its number, then the parent's.
    private static func within(
        _ query: SQL, _ capture: String, in parent: String, else problem: Problem
    ) -> @Sendable (Call) throws -> Void {
        { call in
            guard try call.database.exists(query, .int(call.integer(capture)), .int(call.integer(parent))) else {
                throw problem
            }
        }
    }
}
