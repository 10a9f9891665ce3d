// The keys and tokens of one tenant: in memory, and stored in its database.

import JSON
import Store

extension Emulator {
    /// Whether a credential belongs to the tenant, or to none yet.
    public func mayOwn(_ key: CredentialKey, _ tenant: Tenant) -> Bool {
        tenants.owner(of: key).map { $0 === tenant } ?? true
    }
}

/// The credentials of one tenant.
public final class Credentials {
    /// The most credentials of one tenant.
    public static let maximum = 10_000

    private let database: Database
    private var callers: [CredentialKey: Caller] = [:] { didSet { last = nil } }
    /// Who was found last: most clients call again and again, and comparing two keys takes less time than hashing one.
    private var last: (key: CredentialKey, caller: Caller)?
    private var recent: [CredentialKey: Recent] = [:]
    /// Called for every new credential, for the index across tenants.
    var onAdded: ((CredentialKey) -> Void)?
    /// Called for every credential that is removed.
    var onRemoved: ((CredentialKey) -> Void)?

    /// A token that a platform has checked, and until when it is valid.
    private struct Recent {
        let caller: Caller
        let until: Instant
    }

    init(database: Database) {
        self.database = database
    }

    /// All credentials that this tenant knows.
    var keys: [CredentialKey] { Array(callers.keys) + Array(recent.keys) }

    /// The caller behind a secret, if the tenant knows it.
    public func caller(_ platform: String, _ secret: String) -> Caller? {
        let key = CredentialKey(platform: platform, secret: secret)
        if let last, last.key == key { return last.caller }
        guard let caller = callers[key] else { return nil }
        last = (key, caller)
        return caller
    }

    /// Whether a credential of this tenant has access to the client `id`.
    public func isKnown(client id: String, platform: String) -> Bool {
        callers.contains { $0.key.platform == platform && $0.value.clientIDs.contains(id) }
    }

    /// Adds a credential or replaces the one with the same secret.
    public func add(_ caller: Caller, platform: String) throws {
        let key = CredentialKey(platform: platform, secret: caller.secret)
        guard callers[key] != nil || callers.count < Self.maximum else {
            throw Problem.conflict("This tenant already has \(Self.maximum) credentials, the maximum.")
        }
        try database.execute(
            """
            INSERT INTO credentials(platform, secret, access, client_ids) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET access = excluded.access, client_ids = excluded.client_ids
            """,
            .text(platform), .text(caller.secret), .text(caller.access.rawValue),
            .text(JSON.array(caller.clientIDs.map(JSON.string)).description))
        callers[key] = caller
        onAdded?(key)
    }

    /// Reads the credentials back from the database.
    func load() throws {
        callers = [:]
        forgetRecent { _ in true }
        try database.each("SELECT platform, secret, access, client_ids FROM credentials") { row in
            let key = CredentialKey(platform: row.text(0), secret: row.text(1))
            let clients = try JSON(parsing: row.text(3)).array ?? []
            callers[key] = Caller(
                secret: key.secret, access: Caller.Access(rawValue: row.text(2)) ?? .read,
                clientIDs: clients.compactMap(\.string))
            onAdded?(key)
        }
    }
}

// MARK: - Tokens that have been checked

extension Credentials {
    /// The most checked tokens that are remembered.
    public static let maximumRecent = 1000

    /// Remembers a checked token in memory, so that the next request with it costs only a look-up. Whatever ends a
    /// token must also call ``forget(_:platform:)`` or ``forget(account:platform:)``.
    public func remember(_ caller: Caller, platform: String, until: Instant) {
        if recent.count >= Self.maximumRecent { forgetRecent { _ in true } }
        let key = CredentialKey(platform: platform, secret: caller.secret)
        recent[key] = Recent(caller: caller, until: until)
        onAdded?(key)
    }

    /// The caller behind a token that has been checked and is still valid at `instant`.
    public func remembered(_ platform: String, _ secret: String, at instant: Instant) -> Caller? {
        guard let found = recent[CredentialKey(platform: platform, secret: secret)], found.until > instant else {
            return nil
        }
        return found.caller
    }

    /// Forgets a checked token.
    public func forget(_ secret: String, platform: String) {
        forgetRecent { $0.platform == platform && $0.secret == secret }
    }

    /// Forgets every checked token of an account.
    public func forget(account: Int, platform: String) {
        forgetRecent { [recent] key in key.platform == platform && recent[key]?.caller.account == account }
    }

    private func forgetRecent(where isMeant: (CredentialKey) -> Bool) {
        for key in recent.keys.filter(isMeant) {
            recent[key] = nil
            if callers[key] == nil { onRemoved?(key) }
        }
    }
}
