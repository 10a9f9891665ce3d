// Older schemas: their rows go on in a database of the current schema, or nothing has happened.

import Store
import System
import Testing

@Suite struct MigrationTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private static let old = """
        PRAGMA user_version = 1;
        CREATE TABLE blobs (id TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB);
        CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE teams (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, nickname TEXT) STRICT;
        CREATE TABLE players (
            id INTEGER PRIMARY KEY AUTOINCREMENT, team INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
            state TEXT NOT NULL, goals INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE attic (a);
        CREATE INDEX players_by_goals ON players (goals);
        CREATE TRIGGER players_added AFTER INSERT ON players BEGIN
            INSERT INTO counters VALUES ('players', 1) ON CONFLICT DO UPDATE SET value = value + 1;
        END;
        """

    private static let current = """
        PRAGMA user_version = 2;
        CREATE TABLE blobs (id TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB);
        CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO counters VALUES ('players', 0), ('teams', 0);
        CREATE TABLE players (
            id INTEGER PRIMARY KEY AUTOINCREMENT, team INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('fit', 'hurt')), score INTEGER NOT NULL, shirt INTEGER NOT NULL DEFAULT 1
        ) STRICT;
        CREATE TABLE teams (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL) STRICT;
        CREATE INDEX players_by_team ON players (team);
        CREATE TRIGGER players_added AFTER INSERT ON players BEGIN
            UPDATE counters SET value = value + 1 WHERE name = 'players';
        END;
        """

    private static let migration = Migration(
        from: 1,
        columns: [
            "players": ["state": Migration.renaming("state", ["ok": "fit", "sick": "hurt"]), "score": "goals * 10"]
        ],
        statements: ["UPDATE main.counters SET value = (SELECT count(*) FROM old.teams) WHERE name = 'teams'"])

    private func image(_ script: String) throws -> [UInt8] {
        let database = try Database.inMemory()
        try database.execute(script: script)
        try database.commit()
        return try database.serialize()
    }

    /// A database of the old schema with rows, the highest numbers of which are used up.
    private func fill(_ database: Database, state: String = "sick") throws {
        try database.execute(
            script: """
                INSERT INTO teams (name) VALUES ('reds'), ('blues'), ('gone');
                INSERT INTO players (team, state, goals) VALUES (1, 'ok', 3), (2, '\(state)', 4), (3, 'ok', 5);
                DELETE FROM players WHERE team = 3;
                DELETE FROM teams WHERE id = 3;
                UPDATE counters SET value = 2 WHERE name = 'players';
                """)
        try database.commit()
    }

    private func schema(_ database: Database) throws -> [String] {
        try database.all("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid") { row in
            "\(row.text(0)) \(row.text(1)) \(row.text(2)) \(row.optionalText(3) ?? "")"
        }
    }

    /// What every database of the current schema with the rows of ``fill(_:state:)`` shows.
    private func check(_ database: Database) throws {
        #expect(try schema(database) == schema(Database.inMemory(image: image(Self.current))))
        #expect(try database.scalarInt("PRAGMA user_version") == 2)
        #expect(try database.scalarText("PRAGMA integrity_check") == "ok")
        #expect(try !database.exists("PRAGMA foreign_key_check"))
        let players = try database.all("SELECT id, team, state, score, shirt FROM players ORDER BY id") { row in
            "\(row.int(0)) \(row.int(1)) \(row.text(2)) \(row.int(3)) \(row.int(4))"
        }
        #expect(players == ["1 1 fit 30 1", "2 2 hurt 40 1"])
        let counters = try database.all("SELECT name, value FROM counters") { "\($0.text(0)) \($0.int(1))" }
        #expect(counters == ["players 2", "teams 2"])
        // Triggers and foreign keys work again, and no number is given twice.
        try database.execute("INSERT INTO players (team, state, score) VALUES (1, 'fit', 0)")
        #expect(database.lastInsertedRow == 4)
        #expect(try database.scalarInt("SELECT value FROM counters WHERE name = 'players'") == 3)
        let orphan = #expect(throws: StoreError.self) {
            try database.execute("INSERT INTO players (team, state, score) VALUES (3, 'fit', 0)")
        }
        #expect(orphan?.isConstraint == true)
    }

    // MARK: - Files

    private var worldPath: String { folder.path + "/data/tenants/one/world.db" }

    private func open(_ script: String, _ migrations: [Migration] = []) throws -> Database {
        let directory = try DataDirectory(opening: folder.path + "/data", migrations: migrations)
        return try directory.openTenant("one", image: image(script)).database
    }

    /// The bytes of the database and its write-ahead log, whose newest commits are in the log alone.
    private func leaveOldFiles(state: String = "sick") throws {
        let database = try open(Self.old)
        try fill(database, state: state)
        let files = try [worldPath, worldPath + "-wal"].map { ($0, try Files.read($0, maximumBytes: 1 << 24)) }
        database.close()
        // As a process leaves them that is killed.
        for (path, bytes) in files { try Files.writeAtomically(bytes, to: path) }
    }

    @Test("an old file goes on as a file of the current schema, with what its log holds")
    func migratesFiles() throws {
        try leaveOldFiles()
        // Of a migration that a crash has cut short.
        try Files.writeAtomically([1, 2, 3], to: worldPath + ".part")
        let database = try open(Self.current, [Self.migration])
        try check(database)
        database.rollback()
        database.close()
        #expect(try Files.list(folder.path + "/data/tenants/one").sorted() == ["blobs", "world.db"])
        // The second time there is nothing to do.
        try check(open(Self.current))
    }

    @Test(
        "when a migration fails, the old files are what they were, and the old program opens them",
        arguments: [
            (migration, "dead", "CHECK constraint failed"),
            (Migration(from: 1, columns: ["players": ["score": "no_such_column"]]), "sick", "no such column"),
            (Migration(from: 1, columns: ["players": ["state": "'fit'"]]), "sick", "NOT NULL constraint failed"),
            (Migration(from: 1, columns: ["plyers": ["state": "'fit'"]]), "sick", "plyers.state, which does not exist"),
            (
                Migration(
                    from: 1, columns: migration.columns, statements: ["UPDATE main.players SET team = 9 WHERE id = 1"]),
                "sick", "players and teams"
            ),
            (Migration(from: 7), "sick", "knows no way from there"),
        ])
    func failsWhole(migration: Migration, state: String, reason: String) throws {
        try leaveOldFiles(state: state)
        let before = try [worldPath, worldPath + "-wal"].map { try Files.read($0, maximumBytes: 1 << 24) }
        let error = #expect(throws: StoreError.self) { try open(Self.current, [migration]) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.message.hasPrefix(worldPath) == true)
        #expect(try [worldPath, worldPath + "-wal"].map { try Files.read($0, maximumBytes: 1 << 24) } == before)
        #expect(!Files.exists(worldPath + ".part"))
        #expect(try open(Self.old).scalarText("SELECT state FROM players WHERE id = 2") == state)
    }

    // MARK: - Expressions

    @Test("texts and names of JSON members can be replaced; others stay")
    func renames() throws {
        let database = try Database.inMemory()
        func values(_ expression: String, of texts: [String]) throws -> [String] {
            try texts.map { text in
                try database.scalarText(SQL(text: "SELECT \(expression) FROM (SELECT ? AS a)"), .text(text)) ?? ""
            }
        }
        #expect(try values(Migration.renaming("a", ["x": "y", "y": "z"]), of: ["x", "y", "w"]) == ["y", "z", "w"])
        #expect(try values(Migration.renaming("a", [:]), of: ["x"]) == ["x"])
        let json = #"{"x":1,"xx":"x"}"#
        #expect(try values(Migration.renamingKeys("a", ["x": "y"]), of: [json]) == [#"{"y":1,"xx":"x"}"#])
        #expect(try values(Migration.renamingKeys("a", [:]), of: [json]) == [json])
    }

    // MARK: - Images

    @Test("a serialized database is brought to the current schema, too")
    func migratesImages() throws {
        let old = try Database.inMemory(image: image(Self.old))
        try fill(old)
        let image = try Migration.migrate(
            image: old.serialize(), to: image(Self.current), by: [Self.migration])
        try check(Database.inMemory(image: image))
    }

    @Test("views and virtual tables of a serialized database are not looked at")
    func ignoresViews() throws {
        let old = try Database.inMemory(image: image(Self.old))
        try fill(old)
        try old.execute(
            script: """
                DROP TABLE counters;
                CREATE VIEW counters (name, value) AS
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i FROM n;
                """)
        try old.commit()
        let image = try Migration.migrate(image: old.serialize(), to: image(Self.current), by: [Self.migration])
        let database = try Database.inMemory(image: image)
        #expect(try database.scalarInt("SELECT value FROM counters WHERE name = 'players'") == 0)
    }

    @Test("an image that is no database is refused")
    func refusesRubbish() throws {
        #expect(throws: StoreError.self) {
            try Migration.migrate(image: [1, 2, 3], to: image(Self.current), by: [Self.migration])
        }
    }
}
