// Invitations to a workspace: sent by mail, accepted with the token in the mail.

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

    /// Addresses that cannot be invited are listed with a reason; the others are invited.
    private static func invite(_ call: Call) throws -> Reply {
        let workspace = call.integer("organization_id")
        try Members.requireAuthority(over: call.body["role"]?.string ?? "", call)
        var refused: [(email: String, reason: String)] = []
        var invited: [InvitationRecord] = []
        for email in call.body["emails"]?.array?.compactMap(\.string) ?? [] {
            if let reason = try reason(against: email, workspace: workspace, call) {
                refused.append((email, reason))
            } else {
                invited.append(try add(email, workspace: workspace, call))
            }
        }
        return .json { write(invited, refused, into: &$0, links: call.links) }
    }

    private static func write(
        _ invited: [InvitationRecord], _ refused: [(email: String, reason: String)], into writer: inout JSONWriter,
        links: Links
    ) {
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
        for invitation in invited { invitation.write(into: &writer, links: links) }
        writer.endArray()
        writer.endObject()
    }

    /// Why an address cannot be invited; nil when it can.
    private static func reason(against email: String, workspace: Int, _ call: Call) throws -> String? {
        if let user = try Users.find(email: email, call.database),
            try Members.contains(user.id, workspace: workspace, call.database)
        {
            return "This address already belongs to a member."
        }
        let isInvited = try call.database.exists(
            """
            SELECT 1 FROM studio_invitations
            WHERE workspace = ? AND email_key = ? AND accepted IS NULL AND expires > ?
            """, .int(workspace), .text(email.lowercased()), .int(call.now.microseconds))
        return isInvited ? "This address has already been invited." : nil
    }

    private static func add(_ email: String, workspace: Int, _ call: Call) throws -> InvitationRecord {
        let token = call.tenant.identifiers.hex(32)
        try call.database.execute(
            """
            INSERT INTO studio_invitations(workspace, role, email, email_key, invited_by, token, created, expires)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, .int(workspace), .text(call.body["role"]?.string ?? ""), .text(email), .text(email.lowercased()),
            .int(Account.calling(call).id), .text(token), .int(call.now.microseconds),
            .int(call.now.advanced(bySeconds: lifetime).microseconds))
        guard let invitation = try InvitationRecord.pending(token: token, call) else { throw Problem.internalError }
        try send(invitation, call)
        return invitation
    }

    private static func send(_ invitation: InvitationRecord, _ call: Call) throws {
        let workspace = try call.database.scalarText(
            "SELECT name FROM studio_workspaces WHERE id = ?", .int(invitation.workspace))
        try Emails.sendInvitation(
            to: invitation.email, workspace: workspace ?? "", token: invitation.token,
            link: invitation.link(call.links), call)
    }

    private static func list(_ call: Call) throws -> Reply {
        let pending = try InvitationRecord.pending(workspace: call.integer("organization_id"), call)
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
        guard let invitation = try InvitationRecord.pending(id: id, call) else { throw Problem.unknownInvitation }
        try send(invitation, call)
        return .message("The invitation has been sent again.")
    }

    /// Creates an account for an address that has none, and adds the membership.
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
        return Passwords.hash(password) { hash in
            let invitation = try pending(token, call)
            let user = try Users.add(
                email: email, firstName: call.body["first_name"]?.string, lastName: call.body["last_name"]?.string,
                hash: hash, isVerified: email.lowercased() == invitation.email.lowercased(), call)
            try join(user, by: invitation, call)
            return .message("Your account has been created, and you have joined the workspace.")
        }
    }

    /// A first login with the token of an invitation. It creates the account, which has no password yet.
    ///
    /// - Throws: ``Problem`` 401 when the token is unknown, used or expired, or the address already has an account.
    static func acceptWithoutPassword(_ token: String, _ call: Call) throws -> Int {
        guard let invitation = try InvitationRecord.pending(token: token, call),
            try Users.find(email: invitation.email, call.database) == nil
        else { throw Problem.unauthenticated("The first-login token is not valid.") }
        let user = try Users.add(
            email: invitation.email, firstName: nil, lastName: nil, hash: nil, isVerified: true, call)
        try join(user, by: invitation, call)
        return user
    }

    private static func pending(_ token: String, _ call: Call) throws -> InvitationRecord {
        guard let invitation = try InvitationRecord.pending(token: token, call) else { throw Problem.badToken }
        return invitation
    }

    private static func join(_ user: Int, by invitation: InvitationRecord, _ call: Call) throws {
        if try !Members.contains(user, workspace: invitation.workspace, call.database) {
            try Members.add(user, to: invitation.workspace, role: invitation.role, call.database)
        }
        try call.database.execute(
            "UPDATE studio_invitations SET accepted = ? WHERE id = ?", .int(call.now.microseconds),
            .int(invitation.id))
    }
}
