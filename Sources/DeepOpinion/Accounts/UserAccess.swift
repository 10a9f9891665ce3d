// Who may use the records of one account.

import Emulator
import Store

/// Access to accounts: their owners and superusers, and for reading the administrators of their workspaces.
enum UserAccess {
    /// 403 unless the account is the given user or a superuser.
    static func require(_ account: Account, owns user: Int?) throws {
        guard user == account.id || account.isSuperuser else { throw Problem.notYours }
    }

    /// 403 unless the account is the given user, a superuser, or an administrator of a workspace that the user belongs to.
    static func requireReader(_ account: Account, of user: Int, _ database: Database) throws {
        guard user != account.id, !account.isSuperuser else { return }
        let administers = try database.exists(
            """
            SELECT 1 FROM studio_members own JOIN studio_members other ON other.workspace = own.workspace
            JOIN studio_workspaces w ON w.id = own.workspace
            WHERE own.user = ? AND own.role IN ('ADMIN', 'MANAGER') AND other.user = ? AND w.is_active = 1
            """, .int(account.id), .int(user))
        guard administers else { throw Problem.notYours }
    }

    /// 403 unless the account is a superuser.
    static func requireSuperuser(_ account: Account) throws {
        guard account.isSuperuser else { throw Problem.notASuperuser }
    }
}
