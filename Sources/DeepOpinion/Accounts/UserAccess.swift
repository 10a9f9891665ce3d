// Who may use the records of one account.

import Emulator

/// Access to accounts: their owners and superusers.
enum UserAccess {
    /// 403 unless the account is the given user or a superuser.
    static func require(_ account: Account, owns user: Int?) throws {
        guard user == account.id || account.isSuperuser else { throw Problem.notYours }
    }

    /// 403 unless the account is a superuser.
    static func requireSuperuser(_ account: Account) throws {
        guard account.isSuperuser else { throw Problem.notASuperuser }
    }
}
