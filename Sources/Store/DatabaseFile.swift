// The database file of one tenant: made whole, and looked at before anything about it is changed.

import System

/// A tenant's database in a data directory.
struct DatabaseFile {
    let path: String
    /// A fresh database with the schema that this program writes.
    let image: [UInt8]

    /// Opens the file, made from the image when it is not there.
    func open(migrations: [Migration]) throws -> Database {
        guard let current = DatabaseHeader(image) else {
            throw StoreError.misuse("The image of a fresh database is not a whole SQLite database.")
        }
        if !Files.exists(path) { try make() }
        guard try File(opening: path, mode: .read).size() > 0 else {
            throw StoreError.unusable("\(path) is empty, so it is not a database: move it away to start afresh.")
        }
        do {
            let database = try Database.opened(path: path, mayCreate: false)
            do {
                try check(database, against: current)
                try database.makeDurable()
                try Migration.run(migrations, on: database, to: current.version, path: path)
            } catch {
                database.close()
                throw error
            }
            return database
        } catch let error as StoreError {
            throw explained(error)
        }
    }

    /// Writes a fresh database beside its name and then gives it the name, so that a crash leaves none or a whole one.
    private func make() throws {
        for log in [path + "-wal", path + "-journal"] where Files.exists(log) {
            throw StoreError.unusable("\(log) is there without its database: move it away to start afresh.")
        }
        let part = path + ".part"
        try Files.remove(part)
        let file = try File(opening: part, mode: .createNew)
        try file.write(image, at: 0)
        try file.sync()
        try Files.rename(part, to: path)
        try Files.syncDirectory(Files.directory(of: path))
    }

    private func check(_ database: Database, against current: DatabaseHeader) throws {
        let version = try database.count("PRAGMA user_version")
        let application = try database.count("PRAGMA application_id")
        // Also finds a schema that cannot be read.
        let tables = try database.count("SELECT count(*) FROM sqlite_schema")
        guard version > 0, tables > 0, application == current.application else {
            throw StoreError.unusable("\(path) is a database, but not one of deepmock.")
        }
        guard version <= current.version else {
            throw StoreError.unusable(
                "\(path) has schema \(version), and this deepmock knows schemas up to \(current.version): use a newer one."
            )
        }
    }

    private func explained(_ error: StoreError) -> StoreError {
        let sentence: String
        if error.message.hasPrefix(path) {
            sentence = error.message
        } else if error.isCorrupt {
            sentence = "\(path) is damaged, or not a database at all, and was left as it is. \(error.message)"
        } else if error.isBusy {
            sentence = "\(path) is in use by another process. \(error.message)"
        } else {
            sentence = "\(path) cannot be used. \(error.message)"
        }
        return StoreError(code: error.code, message: sentence, sql: error.sql)
    }
}
