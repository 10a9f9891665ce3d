// Registration, login, logout and the login status.

import Emulator
import JSON
import Store

/// Operations on the caller's own login.
enum Accounts {
    static let handlers: [String: Handler] = [
        "register": register,
        "login": login,
        "logout": logout,
        "authStatus": status,
    ]

    private static let wrongLogin = Problem.unauthenticated("Wrong email or password.")

    /// The thread pool hashes the password and signs the token; the account is created in between.
    private static func register(_ call: Call) throws -> Reply {
        let email = call.body["email"]?.string ?? ""
        let password = call.body["password"]?.string ?? ""
        try Users.requireFree(email, call.database)
        return Passwords.hash(password) { hash in
            let user = try Users.add(
                email: email, firstName: call.body["first_name"]?.string, lastName: call.body["last_name"]?.string,
                hash: hash, isVerified: false, call)
            let owner = try Users.find(user, call.database).displayName
            _ = try Workspaces.add("Workspace of \(owner)", description: nil, manager: user, call)
            try Emails.sendVerification(to: user, email: email, call)
            return try Tokens.issue(to: user, call, message: "Successfully registered.", status: "CREATED")
        }
    }

    private static func login(_ call: Call) throws -> Reply {
        if let token = firstLoginToken(call.body) {
            let user = try Invitations.acceptWithoutPassword(token, call)
            return try answer(user, call)
        }
        guard let email = call.body["email"]?.string else {
            throw Problem.badRequest("email: is required.", field: "email")
        }
        guard let password = call.body["password"]?.string else {
            throw Problem.badRequest("password: is required.", field: "password")
        }
        guard let user = try Users.find(email: email, call.database), let hash = user.passwordHash else {
            throw wrongLogin
        }
        return Passwords.verify(password, hash, of: user.id, call) { isRight in
            guard isRight else { throw wrongLogin }
            return try answer(user.id, call)
        }
    }

    private static func answer(_ user: Int, _ call: Call) throws -> Reply {
        try Tokens.issue(to: user, call, message: "Successfully logged in.", status: "OK")
    }

    /// The token for a first login, under either of its names.
    static func firstLoginToken(_ body: JSON) -> String? {
        body["first_time_login_token"]?.string ?? body["token"]?.string
    }

    private static func logout(_ call: Call) throws -> Reply {
        try Tokens.revoke(call)
        return .message("Successfully logged out.")
    }

    private static func status(_ call: Call) throws -> Reply {
        let user = try Users.find(Account.calling(call).id, call.database)
        return .json { writer in
            writer.beginObject()
            writer.field("status", "OK")
            writer.key("data")
            writer.beginObject()
            writer.field("user_id", user.id)
            writer.field("email", user.email)
            writer.field("first_name", user.firstName)
            writer.field("last_name", user.lastName)
            writer.field("is_superuser", user.isSuperuser)
            writer.field("is_betauser", user.isBetaUser)
            writer.endObject()
            writer.endObject()
        }
    }
}
