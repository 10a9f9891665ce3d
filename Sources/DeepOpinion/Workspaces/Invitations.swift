// Invitations into a workspace: sent by mail, accepted with the token in it.

import Emulator
import JSON
import Store

/// Operations on invitations.
enum Invitations {
    static let handlers: [String: Handler] = [
        "inviteUsers": invite,
        "listPendingInvitations": list,
        "cancelInvitation": cancel,
        "resendInvitation": resend,
        "acceptInvitation": accept,
    ]

    /// Seconds that an invitation is valid for: one week.
    private static let lifetime = 604_800

    /// Partial success is normal: whoever cannot be invited is told apart.
    private static func invite(_ call: Call) throws -> Reply {
        let workspace = call.integer("organization_id")
        var refused: [(email: String, reason: String)] = []
        var invited: [Invitation] = []
        for email in call.body["emails"]?.array?.compactMap(\.string) ?? [] {
            if let reason = try obstacle(to: email, workspace: workspace, call) {
                refused.append((email, reason))
            } else {
                invited.append(try add(email, workspace: workspace, call))
            }
        }
        return .json { writer in
            writer.beginObject()
            writer.key("not_invited")
            writer.beginArray()
            for (email, reason) in refused {
                writer.beginObject()
                writer.field("email", email)
                writer.field("reason", reason)
                writer.endObject()
            }
            writer.endArray()
            writer.key("invitations")
            writer.beginArray()
            for invitation in invited { invitation.write(into: &writer, links: call.links) }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func obstacle(to email: String, workspace: Int, _ call: Call) throws -> String? {
        if let user = try Users.find(email: email, call.database),
            try Members.contains(user.id, workspace: workspace, call.database)
        {
            return "The address belongs to a member."
        }
        let isInvited = try call.database.exists(
            """
            SELECT 1 FROM studio_invitations
            WHERE workspace = ? AND email_key = ? AND accepted IS NULL AND expires > ?
            """, .int(workspace), .text(email.lowercased()), .int(call.now.microseconds))
        return isInvited ? "The address has been invited already." : nil
    }

    private static func add(_ email: String, workspace: Int, _ call: Call) throws -> Invitation {
        let token = call.tenant.identifiers.hex(32)
        try call.database.execute(
            """
            INSERT INTO studio_invitations(workspace, role, email, email_key, invited_by, token, created, expires)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, .int(workspace), .text(call.body["role"]?.string ?? ""), .text(email), .text(email.lowercased()),
            .int(Access.account(call).id), .text(token), .int(call.now.microseconds),
            .int(call.now.advanced(bySeconds: lifetime).microseconds))
        guard let invitation = try Invitation.pending(token: token, call) else { throw Problem.internalError }
        try send(invitation, call)
        return invitation
    }

    private static func send(_ invitation: Invitation, _ call: Call) throws {
        let workspace = try call.database.scalarText(
            "SELECT name FROM studio_workspaces WHERE id = ?", .int(invitation.workspace))
        try Emails.sendInvitation(
            to: invitation.email, workspace: workspace ?? "", token: invitation.token,
            link: invitation.link(call.links), call)
    }

    private static func list(_ call: Call) throws -> Reply {
        let pending = try Invitation.pending(workspace: call.integer("organization_id"), call)
        return .json { writer in
            writer.beginArray()
            for invitation in pending { invitation.write(into: &writer, links: call.links) }
            writer.endArray()
        }
    }

    private static func cancel(_ call: Call) throws -> Reply {
        try call.database.execute(
            "DELETE FROM studio_invitations WHERE id = ?", .int(call.integer("invitation_id")))
        return .empty(204)
    }

    private static func resend(_ call: Call) throws -> Reply {
        let id = call.integer("invitation_id")
        try call.database.execute(
            "UPDATE studio_invitations SET expires = ? WHERE id = ?",
            .int(call.now.advanced(bySeconds: lifetime).microseconds), .int(id))
        guard let invitation = try Invitation.pending(id: id, call) else { throw Problem.unknownInvitation }
        try send(invitation, call)
        return .message("The invitation has been mailed again.")
    }

    /// An address without account gets one; otherwise only the membership is added.
    private static func accept(_ call: Call) throws -> Reply {
        let token = call.body["token"]?.string ?? ""
        let invitation = try pending(token, call)
        if let user = try Users.find(email: invitation.email, call.database) {
            try join(user.id, by: invitation, call)
            return .message("You have joined the workspace.")
        }
        let email = call.body["email"]?.string ?? invitation.email
        let password = call.body["password"]?.string ?? ""
        try Users.requireFree(email, call.database)
        return .later {
            try Passwords.hash(password)
        } then: { hash in
            let invitation = try pending(token, call)
            let user = try Users.add(
                email: email, firstName: call.body["first_name"]?.string, lastName: call.body["last_name"]?.string,
                hash: hash, isVerified: email.lowercased() == invitation.email.lowercased(), call)
            try join(user, by: invitation, call)
            return .message("Your account is there, and you have joined the workspace.")
        }
    }

    /// A first login with the token of an invitation: it makes the account, which has no password yet.
    ///
    /// - Throws: ``Problem`` 401 when the token is unknown, used or expired, or the address has an account.
    static func acceptWithoutPassword(_ token: String, _ call: Call) throws -> Int {
        guard let invitation = try Invitation.pending(token: token, call),
            try Users.find(email: invitation.email, call.database) == nil
        else { throw Problem.unauthenticated("This token for a first login is not valid.") }
        let user = try Users.add(
            email: invitation.email, firstName: nil, lastName: nil, hash: nil, isVerified: true, call)
        try join(user, by: invitation, call)
        return user
    }

    private static func pending(_ token: String, _ call: Call) throws -> Invitation {
        guard let invitation = try Invitation.pending(token: token, call) else { throw Problem.badToken }
        return invitation
    }

    private static func join(_ user: Int, by invitation: Invitation, _ call: Call) throws {
        if try !Members.contains(user, workspace: invitation.workspace, call.database) {
            try Members.add(user, to: invitation.workspace, role: invitation.role, call.database)
        }
        try call.database.execute(
            "UPDATE studio_invitations SET accepted = ? WHERE id = ?", .int(call.now.microseconds),
            .int(invitation.id))
    }
}
