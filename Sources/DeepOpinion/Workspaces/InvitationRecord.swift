// An invitation as it is stored and written.

import Emulator
import JSON
import Store

/// A pending invitation: neither accepted nor expired, and to an active workspace.
struct InvitationRecord {
    private static let selection: SQL = """
        SELECT i.id, i.workspace, i.role, i.email, i.invited_by, i.token, i.created FROM studio_invitations i
        JOIN studio_workspaces w ON w.id = i.workspace AND w.is_active = 1
        WHERE i.accepted IS NULL AND i.expires >
        """
    private static let byNumber: SQL = "\(selection) ?1 AND i.id = ?2"
    private static let byToken: SQL = "\(selection) ?1 AND i.token = ?2"
    private static let byWorkspace: SQL = "\(selection) ?1 AND i.workspace = ?2 ORDER BY i.id"

    let id: Int
    let workspace: Int
    let role: String
    let email: String
    let invitedBy: Int
    let token: String
    let created: Instant

    private init(_ row: borrowing Row) {
        id = row.int(0)
        workspace = row.int(1)
        role = row.text(2)
        email = row.text(3)
        invitedBy = row.int(4)
        token = row.text(5)
        created = row.instant(6)
    }

    /// The pending invitation with this number.
    static func pending(id: Int, _ call: Call) throws -> InvitationRecord? {
        try call.database.first(byNumber, .int(call.now.microseconds), .int(id), read: { InvitationRecord($0) })
    }

    /// The pending invitation with this token.
    static func pending(token: String, _ call: Call) throws -> InvitationRecord? {
        try call.database.first(byToken, .int(call.now.microseconds), .text(token), read: { InvitationRecord($0) })
    }

    /// The pending invitations to a workspace, oldest first.
    static func pending(workspace: Int, _ call: Call) throws -> [InvitationRecord] {
        try call.database.all(byWorkspace, .int(call.now.microseconds), .int(workspace), read: { InvitationRecord($0) })
    }

    /// The link in the mail; it ends with the token.
    func link(_ links: Links) -> String { links.url("/organizations/users/invite/accept?token=\(token)") }

    func write(into writer: inout JSONWriter, links: Links) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("role", role)
        writer.field("email", email)
        writer.field("invited_by_id", invitedBy)
        writer.field("organization_id", workspace)
        writer.field("created", created)
        writer.field("invitation_link", link(links))
        writer.endObject()
    }
}
