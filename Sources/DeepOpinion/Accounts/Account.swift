// Who calls: the account behind a request's token.

import Emulator
import Store

/// The caller's account, as handlers need it.
struct Account {
    let id: Int
    let isSuperuser: Bool
    /// Whether the account itself, or the credential that it came with, may only read.
    let isReadOnly: Bool

    /// The account that makes a call. A token whose account was deleted is no longer valid.
    static func calling(_ call: Call) throws -> Account {
        let found = try call.caller.account.flatMap { id in
            try call.database.first(
                "SELECT is_superuser, is_read_only FROM studio_users WHERE id = ? AND email_key IS NOT NULL", .int(id)
            ) { row in
                Account(id: id, isSuperuser: row.bool(0), isReadOnly: row.bool(1) || call.caller.access == .read)
            }
        }
        guard let found else { throw Problem.invalidToken }
        return found
    }
}
