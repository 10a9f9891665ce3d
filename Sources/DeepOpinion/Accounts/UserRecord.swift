// An account as it is stored and written.

import JSON
import Store

/// An account.
struct UserRecord {
    static let columns: SQL =
        "id, email, first_name, last_name, password_hash, is_superuser, is_betauser, is_verified"

    let id: Int
    let email: String
    let firstName: String?
    let lastName: String?
    /// Nil for an account that has only logged in with a one-time token.
    let passwordHash: String?
    let isSuperuser: Bool
    let isBetaUser: Bool
    let isVerified: Bool

    /// An account from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        email = row.text(1)
        firstName = row.optionalText(2)
        lastName = row.optionalText(3)
        passwordHash = row.optionalText(4)
        isSuperuser = row.bool(5)
        isBetaUser = row.bool(6)
        isVerified = row.bool(7)
    }

    /// The name that others see.
    var displayName: String {
        let names = [firstName, lastName].compactMap { $0 }.filter { !$0.isEmpty }
        return names.isEmpty ? email : names.joined(separator: " ")
    }

    /// Writes the account, never with its password.
    func write(into writer: inout JSONWriter, withFlags: Bool = false) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("first_name", firstName)
        writer.field("last_name", lastName)
        writer.field("email", email)
        if withFlags {
            writer.field("is_betauser", isBetaUser)
            writer.field("is_superuser", isSuperuser)
        }
        writer.endObject()
    }
}
