// Turns: what is grouped, what is taken back, and which statements it costs.

import Store
import Testing

@Suite struct TurnTests {
    private struct Refusal: Error {}

    private func database() throws -> Database {
        let database = try Database.inMemory()
        try database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE NOT NULL) STRICT")
        try database.commit()
        return database
    }

    private func rows(_ database: Database) throws -> [Int] {
        try database.all("SELECT a FROM t ORDER BY a") { $0.int(0) }
    }

    @Test("a scope that throws takes back what it wrote, and nothing else")
    func undoes() throws {
        let database = try database()
        try database.savepoint { try database.execute("INSERT INTO t VALUES (1, 'x')") }
        #expect(throws: Refusal.self) {
            try database.savepoint {
                try database.execute("INSERT INTO t VALUES (2, 'y')")
                throw Refusal()
            }
        }
        try database.savepoint { try database.execute("INSERT INTO t VALUES (3, 'z')") }
        #expect(try rows(database) == [1, 3])
        #expect(database.isDirty)
        try database.commit()
        #expect(!database.isDirty)
        #expect(try rows(database) == [1, 3])
    }

    @Test(
        "the version is another one after each write and each time that something is taken back, and no read changes it"
    )
    func versions() throws {
        let database = try database()
        var seen: [Int] = [database.version]
        func expectNew() {
            #expect(!seen.contains(database.version))
            seen.append(database.version)
        }
        try database.execute("INSERT INTO t VALUES (1, 'x')")
        expectNew()
        #expect(try rows(database) == [1])
        let read = try database.savepoint { try rows(database) }
        #expect(read == [1])
        try database.commit()
        #expect(database.version == seen.last)
        #expect(throws: Refusal.self) {
            try database.savepoint {
                try database.execute("UPDATE t SET b = 'y'")
                expectNew()
                throw Refusal()
            }
        }
        expectNew()
        try database.execute("DELETE FROM t")
        expectNew()
        database.rollback()
        expectNew()
        try database.restore(image: try database.serialize())
        expectNew()
    }

    @Test("scopes nest")
    func nests() throws {
        let database = try database()
        try database.savepoint {
            try database.execute("INSERT INTO t VALUES (1, 'x')")
            #expect(throws: Refusal.self) {
                try database.savepoint {
                    try database.execute("INSERT INTO t VALUES (2, 'y')")
                    try database.savepoint { try database.execute("INSERT INTO t VALUES (3, 'z')") }
                    throw Refusal()
                }
            }
            try database.savepoint { try database.execute("INSERT INTO t VALUES (4, 'y')") }
        }
        try database.commit()
        #expect(try rows(database) == [1, 4])
    }

    @Test("reading costs no transaction and no savepoint, writing one of each, and a turn one commit")
    func countsStatements() throws {
        let database = try database()
        var statements: [String] = []
        database.trace { statements.append(String($0.prefix { $0 != " " })) }
        try database.savepoint { _ = try rows(database) }
        #expect(statements == ["SELECT"])
        statements = []
        for number in 1...2 {
            try database.savepoint {
                try database.execute("INSERT INTO t VALUES (?, ?)", .int(number), .text("\(number)"))
            }
        }
        try database.commit()
        try database.commit()
        #expect(statements == ["BEGIN", "SAVEPOINT", "INSERT", "RELEASE", "SAVEPOINT", "INSERT", "RELEASE", "COMMIT"])
    }

    private static let insertion: SQL = "INSERT INTO t(b) VALUES (?)"
    private static let removal: SQL = "DELETE FROM t WHERE a = ?"

    private func insert(_ text: String, into database: Database) throws {
        try database.insert(Self.insertion, [.text(text)], removal: Self.removal)
    }

    @Test("an insertion that can be undone costs no savepoint when it is the first write of a scope")
    func countsInsertions() throws {
        let database = try database()
        var statements: [String] = []
        database.trace { statements.append(String($0.prefix { $0 != " " })) }
        try database.savepoint { try insert("x", into: database) }
        try database.savepoint {
            try insert("y", into: database)
            try insert("z", into: database)
        }
        try database.commit()
        #expect(statements == ["BEGIN", "INSERT", "INSERT", "SAVEPOINT", "INSERT", "RELEASE", "COMMIT"])
        #expect(try rows(database) == [1, 2, 3])
    }

    @Test("a scope that throws takes its insertion back, with what came behind it or without", arguments: 0...2)
    func undoesInsertions(further: Int) throws {
        let database = try database()
        try database.savepoint { try insert("kept", into: database) }
        let undoings = database.undoings
        let scope: () throws -> Void = {
            try insert("x", into: database)
            for number in 0..<further { try insert("\(number)", into: database) }
            #expect(throws: StoreError.self) { try insert("x", into: database) }
            #expect(throws: Refusal.self) {
                try database.savepoint {
                    try insert("within", into: database)
                    throw Refusal()
                }
            }
            #expect(try rows(database).count == 2 + further)
            throw Refusal()
        }
        #expect(throws: Refusal.self) { try database.savepoint(scope) }
        #expect(database.undoings > undoings)
        try database.savepoint { try insert("x", into: database) }
        try database.commit()
        #expect(try rows(database) == [1, 2])
    }

    @Test("an insertion that fails leaves the scope as it was, and no commit comes between it and the end of its scope")
    func failingInsertions() throws {
        let database = try database()
        try database.savepoint { try insert("x", into: database) }
        try database.savepoint {
            #expect(throws: StoreError.self) { try insert("x", into: database) }
            try insert("y", into: database)
            #expect(throws: StoreError.self) { try database.commit() }
        }
        try database.commit()
        #expect(try rows(database) == [1, 2])
    }

    @Test("when the removal fails nothing of the turn is kept")
    func failingRemovals() throws {
        let database = try database()
        try database.savepoint { try insert("x", into: database) }
        #expect(throws: Refusal.self) {
            try database.savepoint {
                try database.insert(Self.insertion, [.text("y")], removal: "DELETE FROM nowhere WHERE a = ?")
                throw Refusal()
            }
        }
        #expect(throws: StoreError.self) { try database.commit() }
        #expect(try rows(database) == [])
    }

    @Test("rolling back takes the insertion of an open scope, too, which fails")
    func rollsInsertionsBack() throws {
        let database = try database()
        #expect(throws: StoreError.self) {
            try database.savepoint {
                try insert("x", into: database)
                database.rollback()
            }
        }
        #expect(throws: StoreError.self) { try database.commit() }
        #expect(try rows(database) == [])
    }

    @Test("a constraint is an error of its statement alone")
    func survivesConstraints() throws {
        let database = try database()
        try database.execute("INSERT INTO t VALUES (1, 'x')")
        let error = #expect(throws: StoreError.self) { try database.execute("INSERT INTO t VALUES (2, 'x')") }
        #expect(error?.isConstraint == true)
        #expect(error?.isDuplicate == true)
        let missing = #expect(throws: StoreError.self) { try database.execute("INSERT INTO t VALUES (2, NULL)") }
        #expect(missing?.isConstraint == true)
        #expect(missing?.isDuplicate == false)
        try database.commit()
        #expect(try rows(database) == [1])
    }

    @Test("rolling back ends the turn, and scopes that are still open fail")
    func rollsBack() throws {
        let database = try database()
        try database.execute("INSERT INTO t VALUES (1, 'x')")
        database.rollback()
        #expect(try rows(database) == [])
        #expect(throws: StoreError.self) {
            try database.savepoint {
                try database.execute("INSERT INTO t VALUES (1, 'x')")
                database.rollback()
            }
        }
        #expect(throws: StoreError.self) { try database.commit() }
        try database.execute("INSERT INTO t VALUES (5, 'x')")
        try database.commit()
        #expect(try rows(database) == [5])
    }

    @Test("a full database takes the turn back, says so, and goes on afterwards")
    func survivesFullDatabases() throws {
        let database = try database()
        try database.execute("CREATE TABLE big (content BLOB)")
        try database.commit()
        try database.execute("INSERT INTO t VALUES (1, 'kept')")
        try database.commit()
        let pages = try #require(try database.scalarInt("PRAGMA page_count"))
        _ = try database.scalarInt(SQL(text: "PRAGMA max_page_count = \(pages + 4)"))
        let error = #expect(throws: StoreError.self) {
            try database.savepoint {
                try database.execute("INSERT INTO t VALUES (2, 'lost')")
                for _ in 0..<20 { try database.execute("INSERT INTO big VALUES (zeroblob(900))") }
            }
        }
        #expect(error?.isFull == true)
        try? database.commit()
        #expect(try rows(database) == [1])
        _ = try database.scalarInt("PRAGMA max_page_count = 100000")
        try database.execute("INSERT INTO t VALUES (3, 'goes on')")
        try database.commit()
        #expect(try rows(database) == [1, 3])
    }

    @Test("everything fails with a sentence once the database is closed")
    func closes() throws {
        let database = try database()
        database.close()
        database.close()
        let error = #expect(throws: StoreError.self) { try database.execute("INSERT INTO t VALUES (1, 'x')") }
        #expect(error?.message == "The database is closed.")
        #expect(throws: StoreError.self) { try database.serialize() }
    }
}
