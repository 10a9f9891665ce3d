// Passwords: stored as hashes, reset by mail.

import Crypto
import Emulator
import JSON
import Store

/// Operations on forgotten passwords, and the hashing that other operations share.
enum Passwords {
    static let handlers: [String: Handler] = [
        "requestPasswordReset": requestReset,
        "resetPassword": reset,
    ]

    /// The hash of `demo-password`, which every tenant starts with.
    static let demoHash = "scrypt$2048$8$1$ZGVlcG1vY2stcHVibGljLQ$Nz6JobxnMlgS5UkDErtHYSxaPMM3bUa2ZTyBFfmqgiE"

    /// Hashes a password on the thread pool, one at a time, and continues with the hash.
    static func hash(_ password: String, then: @escaping (String) throws -> Reply) -> Reply {
        .later(oneAtATime: true, lane: .short, { try hash(password) }, then: then)
    }

    /// Compares a password with a stored hash on the thread pool, one at a time, and continues with whether they match.
    /// A hash names its own cost, so that those of older versions still hold; a right password turns them into one of
    /// today's cost.
    static func verify(
        _ password: String, _ stored: String, of user: Int, _ call: Call, then: @escaping (Bool) throws -> Reply
    ) -> Reply {
        .later(oneAtATime: true, lane: .short) { () -> (isRight: Bool, renewed: String?) in
            guard Scrypt.verify(password: password, encoded: stored) else { return (false, nil) }
            return (true, Scrypt.standard.made(stored) ? nil : try hash(password))
        } then: { isRight, renewed in
            if let renewed {
                try call.database.execute(
                    "UPDATE studio_users SET password_hash = ? WHERE id = ? AND password_hash = ?", .text(renewed),
                    .int(user), .text(stored))
            }
            return try then(isRight)
        }
    }

    private static func hash(_ password: String) throws -> String {
        guard let hash = Scrypt.standard.encode(password: password) else { throw Problem.internalError }
        return hash
    }

    /// The same answer for known and unknown addresses.
    private static func requestReset(_ call: Call) throws -> Reply {
        let email = call.body["email"]?.string ?? ""
        if let user = try Users.find(email: email, call.database) {
            let token = try OneTimeTokens.make(.reset, for: user.id, call)
            try Emails.sendReset(to: user.email, token: token, call)
        }
        return .message("If there is an account with this address, a mail has been sent to it.")
    }

    private static func reset(_ call: Call) throws -> Reply {
        let token = call.body["reset_password_token"]?.string ?? ""
        let password = call.body["password"]?.string ?? ""
        _ = try OneTimeTokens.user(of: token, .reset, call)
        return hash(password) { hash in
            let user = try OneTimeTokens.redeem(token, .reset, call)
            try call.database.execute(
                "UPDATE studio_users SET password_hash = ? WHERE id = ?", .text(hash), .int(user))
            return .message("The password has been changed.")
        }
    }
}
