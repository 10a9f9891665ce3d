// Verification of addresses.

import Emulator
import Store

/// Operations that confirm an address.
enum Verifications {
    static let handlers: [String: Handler] = [
        "verifyEmail": verify,
        "resendVerificationEmail": resend,
    ]

    private static func verify(_ call: Call) throws -> Reply {
        let user = try OneTimeTokens.take(call.body["verify_email_token"]?.string ?? "", .verify, call)
        try call.database.execute("UPDATE studio_users SET is_verified = 1 WHERE id = ?", .int(user))
        return .message("The address has been verified.")
    }

    private static func resend(_ call: Call) throws -> Reply {
        let user = try Users.find(Access.account(call).id, call.database)
        guard !user.isVerified else { return .message("The address has been verified already.") }
        try Emails.sendVerification(to: user.id, email: user.email, call)
        return .message("A mail is on its way.")
    }
}
