// An invitation as it is stored and written.

import Emulator
import JSON
import Store

/// An invitation that is neither accepted nor expired, into a workspace that is active.
struct Invitation {
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
        created = Instant(microseconds: row.int(6))
    }

    /// The pending invitation with that number.
    static func pending(id: Int, _ call: Call) throws -> Invitation? {
        try call.database.first(byNumber, .int(call.now.microseconds), .int(id), read: { Invitation($0) })
    }

    /// The pending invitation with that token.
    static func pending(token: String, _ call: Call) throws -> Invitation? {
        try call.database.first(byToken, .int(call.now.microseconds), .text(token), read: { Invitation($0) })
    }

    /// The pending invitations into a workspace, oldest first.
    static func pending(workspace: Int, _ call: Call) throws -> [Invitation] {
        try call.database.all(byWorkspace, .int(call.now.microseconds), .int(workspace), read: { Invitation($0) })
    }

    /// Where the mail leads; it ends with the token.
    func link(_ links: Links) -> String { links.url("/organizations/users/invite/accept?token=\(token)") }

    func write(into writer: inout JSONWriter, links: Links) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("role", role)
        writer.field("email", email)
        writer.field("invited_by_id", invitedBy)
        writer.field("organization_id", workspace)
        writer.field("created", created.text(.zonedSeconds))
        writer.field("invitation_link", link(links))
        writer.endObject()
    }
}
