// What every world of Studio holds from the start: one account, and its workspace.

import Emulator
import Store

/// The first records of a tenant.
enum Seed {
    static func plant(_ tenant: Tenant) throws {
        let defaults = Credentials.Defaults(tenant: tenant.name)
        let now = SQLValue.int(tenant.now.microseconds)
        try tenant.database.execute(
            """
            INSERT INTO studio_users(id, email, email_key, first_name, last_name, is_superuser, is_verified, created)
            VALUES (1, ?, ?, 'Demo', 'Account', 0, 1, ?)
            """, .text(defaults.studioEmail), .text(defaults.studioEmail.lowercased()), now)
        try tenant.database.execute(
            "INSERT INTO studio_workspaces(id, name, description, created) VALUES (1, 'Demo', NULL, ?)", now)
        try tenant.database.execute(
            "INSERT INTO studio_members(workspace, user, role, is_default) VALUES (1, 1, 'MANAGER', 1)")
    }
}
