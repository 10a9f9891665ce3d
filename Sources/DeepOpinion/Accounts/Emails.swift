// The mails that Studio sends, in our own words.

import Emulator

/// Puts Studio's mails into the outbox.
enum Emails {
    /// A token for a new password.
    static func sendReset(to email: String, token: String, _ call: Call) throws {
        try send(
            "reset", to: email, subject: "Your new password",
            text: "Somebody asked for a new password for this address. Set it within a day with this token: \(token)",
            token: token, link: call.links.url("/password/reset?reset_password_token=\(token)"), call)
    }

    /// A token that verifies an address.
    static func sendVerification(to user: Int, email: String, _ call: Call) throws {
        let token = try OneTimeTokens.make(.verify, for: user, call)
        try send(
            "verify", to: email, subject: "Please confirm your address",
            text: "Confirm within a day that this address is yours with this token: \(token)", token: token,
            link: call.links.url("/users/email/verify?verify_email_token=\(token)"), call)
    }

    /// An invitation into a workspace.
    static func sendInvitation(to email: String, workspace: String, token: String, link: String, _ call: Call) throws {
        try send(
            "invitation", to: email, subject: "You are invited to \(workspace)",
            text: "Join the workspace \(workspace) within a week: \(link)", token: token, link: link, call)
    }

    private static func send(
        _ kind: String, to email: String, subject: String, text: String, token: String, link: String, _ call: Call
    ) throws {
        try call.tenant.mailbox.send(
            Mailbox.Mail(
                platform: DeepOpinion.id, kind: kind, recipient: email, subject: subject, text: text, token: token,
                link: link))
    }
}
