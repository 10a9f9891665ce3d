// The mails that Studio sends. Their wording is ours.

import Emulator

/// Puts Studio's mails into the outbox.
enum Emails {
    /// Sends a token that resets a password.
    static func sendReset(to email: String, token: String, _ call: Call) throws {
        try send(
            "reset", to: email, subject: "Reset your password",
            text: "Someone requested a password reset for this address. Use this token within a day: \(token)",
            token: token, link: call.links.url("/password/reset?reset_password_token=\(token)"), call)
    }

    /// Sends a token that verifies an address.
    static func sendVerification(to user: Int, email: String, _ call: Call) throws {
        let token = try OneTimeTokens.make(.verify, for: user, call)
        try send(
            "verify", to: email, subject: "Verify your email address",
            text: "Verify this address within a day with this token: \(token)", token: token,
            link: call.links.url("/users/email/verify?verify_email_token=\(token)"), call)
    }

    /// Sends an invitation to a workspace.
    static func sendInvitation(to email: String, workspace: String, token: String, link: String, _ call: Call) throws {
        try send(
            "invitation", to: email, subject: "You have been invited to \(workspace)",
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
