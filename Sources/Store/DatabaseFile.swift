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
        if !Files.exists(path) { try makeFresh() }
        guard try File(opening: path, mode: .read).size() > 0 else {
            throw StoreError.unusable("\(path) is empty, so it is not a database: move it away to start afresh.")
        }
        do {
            var (database, version) = try opened(against: current)
            if version < current.version {
                database.close()
                try migrate(by: Migration.from(version, in: migrations, subject: path))
                (database, version) = try opened(against: current)
            }
            do {
                try database.makeDurable()
            } catch {
                database.close()
                throw error
            }
            return database
        } catch let error as StoreError {
            throw explained(error)
        }
    }

    // MARK: - Making the file

    /// Where a database is written that is to get the name: a crash leaves the old file, or none, or a whole new one.
    private var part: String { path + ".part" }

    private func makeFresh() throws {
        for log in [path + "-wal", path + "-journal"] where Files.exists(log) {
            throw StoreError.unusable("\(log) is there without its database: move it away to start afresh.")
        }
        try writePart()
        try publishPart()
    }

    /// Puts a database of the current schema with the same rows in the place of the file.
    private func migrate(by migration: Migration) throws {
        do {
            try writePart()
            let database = try Database.opened(path: part, mayCreate: false)
            defer { database.close() }
            // Until it has its name, nobody misses the new file: one sync at the end is enough.
            try database.directly("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
            try database.attach(path: path, as: TableCopy.source)
            try TableCopy(migration: migration, database: database).run()
            // The log of the old file would be taken for one of the new file.
            try database.detach(TableCopy.source)
        } catch {
            try? Files.remove(part)
            let reason = (error as? StoreError)?.message ?? (error as? SystemError)?.message ?? "\(error)"
            throw StoreError.unusable(
                "\(path) has schema \(migration.version), which cannot be brought to the present one. \(reason)")
        }
        try Files.remove(path + "-wal")
        try publishPart()
    }

    private func writePart() throws {
        try Files.remove(part)
        try File(opening: part, mode: .createNew).write(image, at: 0)
    }

    private func publishPart() throws {
        try File(opening: part, mode: .readWrite).sync()
        try Files.rename(part, to: path)
        try Files.syncDirectory(Files.directory(of: path))
    }

    // MARK: - Opening the file

    /// Opens the file if its schema is at most the current one, and tells its version. Nothing about the file is changed.
    private func opened(against current: DatabaseHeader) throws -> (Database, version: Int) {
        let database = try Database.opened(path: path, mayCreate: false)
        do {
            return (database, try version(of: database, against: current))
        } catch {
            database.close()
            throw error
        }
    }

    private func version(of database: Database, against current: DatabaseHeader) throws -> Int {
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
        return version
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
