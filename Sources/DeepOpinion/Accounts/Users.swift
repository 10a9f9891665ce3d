// Accounts and their flags.

import Emulator
import JSON
import Store

/// Operations on accounts.
enum Users {
    static let handlers: [String: Handler] = [
        "getUser": get,
        "updateUser": update,
        "deleteUser": delete,
        "getUserPermissions": getPermissions,
        "updateUserPermissions": updatePermissions,
    ]

    /// Wrong flags are a conflict (specification, updateUserPermissions).
    static let conflictingBodies: Set<String> = ["updateUserPermissions"]

    private static let byNumber: SQL =
        "SELECT \(UserRecord.columns) FROM studio_users WHERE id = ? AND email_key IS NOT NULL"
    private static let byEmail: SQL = "SELECT \(UserRecord.columns) FROM studio_users WHERE email_key = ?"

    private static func get(_ call: Call) throws -> Reply {
        let user = try find(call.integer("user_id"), call.database)
        return .json { user.write(into: &$0) }
    }

    private static func update(_ call: Call) throws -> Reply {
        guard let password = call.body["password"]?.string else { return try change(call, hash: nil) }
        return Passwords.hash(password) { try change(call, hash: $0) }
    }

    private static func change(_ call: Call, hash: String?) throws -> Reply {
        let old = try find(call.integer("user_id"), call.database)
        let email = call.body["email"]?.string ?? old.email
        let hasNewEmail = email.lowercased() != old.email.lowercased()
        if hasNewEmail { try requireFree(email, call.database) }
        try call.database.execute(
            """
            UPDATE studio_users SET email = ?, email_key = ?, first_name = ?, last_name = ?, password_hash = ?,
                is_verified = ? WHERE id = ?
            """, .text(email), .text(email.lowercased()), .optional(name("first_name", old.firstName, call)),
            .optional(name("last_name", old.lastName, call)), .optional(hash ?? old.passwordHash),
            .bool(old.isVerified && !hasNewEmail), .int(old.id))
        if hasNewEmail { try Emails.sendVerification(to: old.id, email: email, call) }
        return try get(call)
    }

    /// An absent name stays; null removes it.
    private static func name(_ member: String, _ old: String?, _ call: Call) -> String? {
        guard let new = call.body[member] else { return old }
        return new.string
    }

    /// Workspaces without other members are deactivated with the account; the others must keep a manager. The row stays
    /// for records that name the account as their author.
    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("user_id")
        try requireDispensable(id, call.database)
        try call.database.execute(
            """
            UPDATE studio_workspaces SET is_active = 0 WHERE id IN (
                SELECT m.workspace FROM studio_members m WHERE m.user = ?1 AND NOT EXISTS (
                    SELECT 1 FROM studio_members o WHERE o.workspace = m.workspace AND o.user <> ?1))
            """, .int(id))
        try call.database.execute("DELETE FROM studio_members WHERE user = ?", .int(id))
        try call.database.execute("DELETE FROM studio_one_time_tokens WHERE user = ?", .int(id))
        try call.database.execute("DELETE FROM studio_product_keys WHERE user = ?", .int(id))
        try call.database.execute("DELETE FROM studio_notifications WHERE user = ?", .int(id))
        try call.database.execute(
            "UPDATE studio_users SET email_key = NULL, password_hash = NULL WHERE id = ?", .int(id))
        try Tokens.revokeAll(of: id, call)
        return .empty(204)
    }

    private static func requireDispensable(_ id: Int, _ database: Database) throws {
        let isNeeded = try database.exists(
            """
            SELECT 1 FROM studio_members m JOIN studio_workspaces w ON w.id = m.workspace AND w.is_active = 1
            WHERE m.user = ?1 AND m.role = 'MANAGER'
                AND EXISTS (SELECT 1 FROM studio_members o WHERE o.workspace = m.workspace AND o.user <> ?1)
                AND NOT EXISTS (
                    SELECT 1 FROM studio_members o
                    WHERE o.workspace = m.workspace AND o.user <> ?1 AND o.role = 'MANAGER')
            """, .int(id))
        guard !isNeeded else {
            throw Problem.conflict("This user is the only manager of a workspace with other members.")
        }
    }

    private static func getPermissions(_ call: Call) throws -> Reply {
        let user = try find(call.integer("user_id"), call.database)
        return .json { user.write(into: &$0, withFlags: true) }
    }

    private static func updatePermissions(_ call: Call) throws -> Reply {
        let user = try find(call.integer("user_id"), call.database)
        try call.database.execute(
            "UPDATE studio_users SET is_betauser = ?, is_superuser = ? WHERE id = ?",
            .bool(call.body["is_betauser"]?.bool ?? user.isBetaUser),
            .bool(call.body["is_superuser"]?.bool ?? user.isSuperuser), .int(user.id))
        return try getPermissions(call)
    }

    // MARK: - Shared

    /// The account with this number.
    ///
    /// - Throws: ``Problem`` 404 when there is none, or it was deleted.
    static func find(_ id: Int, _ database: Database) throws -> UserRecord {
        guard let user = try database.first(byNumber, .int(id), read: { UserRecord($0) }) else {
            throw Problem.unknownUser
        }
        return user
    }

    /// The account with this address, in any letter case.
    static func find(email: String, _ database: Database) throws -> UserRecord? {
        try database.first(byEmail, .text(email.lowercased()), read: { UserRecord($0) })
    }

    /// 409 when the address already has an account.
    static func requireFree(_ email: String, _ database: Database) throws {
        guard try find(email: email, database) == nil else {
            throw Problem.conflict("email: This address already has an account.", field: "email")
        }
    }

    /// Creates an account and returns its number.
    ///
    /// - Throws: ``Problem`` 409 when the address already has an account.
    static func add(
        email: String, firstName: String?, lastName: String?, hash: String?, isVerified: Bool, _ call: Call
    ) throws -> Int {
        try requireFree(email, call.database)
        try call.database.execute(
            """
            INSERT INTO studio_users(email, email_key, first_name, last_name, password_hash, is_verified, created)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, .text(email), .text(email.lowercased()), .optional(firstName), .optional(lastName), .optional(hash),
            .bool(isVerified), .int(call.now.microseconds))
        return call.database.lastInsertedRow
    }
}
