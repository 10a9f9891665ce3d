// What every tenant of Studio starts with: two accounts, a workspace and the shipped models.

import Emulator
import JSON
import Store

/// The first records of a tenant.
enum Provision {
    /// The number of the first account; the tenant's own credentials stand for it.
    static let account = 1

    /// The manager of workspace 1, and a superuser who belongs to no workspace: only a superuser can set the flags of
    /// accounts.
    static func provision(_ tenant: Tenant) throws {
        let (demo, admin) = emails(of: tenant.name)
        try add(account, email: demo, names: ("Demo", "Account"), isSuperuser: false, tenant)
        try add(2, email: admin, names: ("Demo", "Superuser"), isSuperuser: true, tenant)
        try tenant.database.execute(
            "INSERT INTO studio_workspaces(id, name, description, created) VALUES (1, 'Demo', NULL, ?)",
            .int(tenant.now.microseconds))
        try tenant.database.execute(
            "INSERT INTO studio_members(workspace, user, role, is_default) VALUES (1, 1, 'MANAGER', 1)")
        try ShippedModels.provision(tenant)
    }

    /// Gives the two accounts of a copied tenant the addresses of this one, unless somebody has changed them.
    static func adopt(_ tenant: Tenant) throws {
        let (demo, admin) = emails(of: tenant.name)
        for (id, address, name) in [(account, demo, "demo"), (2, admin, "admin")] {
            try tenant.database.execute(
                """
                UPDATE studio_users SET email = ?1, email_key = lower(?1)
                WHERE id = ?2 AND (email_key = ?3 || '@deepmock.test' OR email_key LIKE ?3 || '@%.deepmock.test')
                    AND NOT EXISTS (SELECT 1 FROM studio_users WHERE email_key = lower(?1))
                """, .text(address), .int(id), .text(name))
        }
    }

    /// What people are shown: the address and the password of the first account. The password is plainly a fake.
    static func firstCredentials(tenant: String) -> FirstCredentials {
        FirstCredentials(
            callers: [],
            shown: [
                "email": .string(emails(of: tenant).demo), "password": "demo-password", "organization_id": 1,
            ])
    }

    private static func emails(of tenant: String) -> (demo: String, admin: String) {
        (FirstCredentials.email("demo", tenant: tenant), FirstCredentials.email("admin", tenant: tenant))
    }

    private static func add(
        _ id: Int, email: String, names: (first: String, last: String), isSuperuser: Bool, _ tenant: Tenant
    ) throws {
        try tenant.database.execute(
            """
            INSERT INTO studio_users(id, email, email_key, first_name, last_name, password_hash, is_superuser,
                is_verified, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)
            """, .int(id), .text(email), .text(email.lowercased()), .text(names.first), .text(names.last),
            .text(Passwords.demoHash), .bool(isSuperuser), .int(tenant.now.microseconds))
    }
}
