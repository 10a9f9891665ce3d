// Verification of email addresses.

import Emulator
import JSON
import Store

/// Operations that verify an address.
enum Verifications {
    static let handlers: [String: Handler] = [
        "verifyEmail": verify,
        "resendVerificationEmail": resend,
    ]

    private static func verify(_ call: Call) throws -> Reply {
        let user = try OneTimeTokens.redeem(call.body["verify_email_token"]?.string ?? "", .verify, call)
        try call.database.execute("UPDATE studio_users SET is_verified = 1 WHERE id = ?", .int(user))
        return .message("The address is verified.")
    }

    private static func resend(_ call: Call) throws -> Reply {
        let user = try Users.find(Account.calling(call).id, call.database)
        guard !user.isVerified else { return .message("The address is already verified.") }
        try Emails.sendVerification(to: user.id, email: user.email, call)
        return .message("A verification mail has been sent.")
    }
}
