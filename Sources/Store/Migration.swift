// Steps from one version of the schema to the next.

/// Changes the tables of a database from one version to the next, in one transaction with all steps of that start.
public struct Migration: Sendable {
    /// The version (`PRAGMA user_version`) that it starts from; it ends at the next.
    public let version: Int
    /// Changes tables and rows; it does not commit.
    public let apply: @Sendable (Database) throws -> Void

    /// A step from `version` to the version after it.
    public init(from version: Int, apply: @escaping @Sendable (Database) throws -> Void) {
        self.version = version
        self.apply = apply
    }
}

extension Migration {
    /// Brings a database to `target`, all or nothing. `path` is for messages.
    static func run(_ migrations: [Migration], on database: Database, to target: Int, path: String) throws {
        var version = try database.count("PRAGMA user_version")
        guard version < target else { return }
        do {
            while version < target {
                guard let step = migrations.first(where: { $0.version == version }) else {
                    throw StoreError.unusable(
                        "\(path) has schema \(version), and this deepmock knows no way from there to schema \(target).")
                }
                try step.apply(database)
                version += 1
                try database.execute(SQL(text: "PRAGMA user_version = \(version)"))
            }
            try database.commit()
        } catch {
            database.rollback()
            throw error
        }
    }
}
