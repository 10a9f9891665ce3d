// A database in memory keeps its pages, however they are moved, dropped and taken back.

import Store
import Testing

@Suite struct PageCacheTests {
    private static let rows = 20_000

    private func filled() throws -> Database {
        let database = try Database.inMemory()
        try database.execute(
            script: "CREATE TABLE notes (id INTEGER PRIMARY KEY, mark TEXT UNIQUE, text TEXT)")
        // Marks in an order of their own, so that pages of the index split everywhere and change places.
        for id in 1...Self.rows { try insert(id, into: database) }
        try database.commit()
        return database
    }

    private func insert(_ id: Int, into database: Database) throws {
        try database.execute(
            "INSERT INTO notes VALUES (?, ?, ?)", .int(id), .text(String(id &* 2_654_435_761 % 1_000_003)),
            .text(String(repeating: "x", count: id % 300)))
    }

    private func count(_ database: Database) throws -> Int? { try database.scalarInt("SELECT count(*) FROM notes") }

    @Test("rows that were written are there, and no page is damaged")
    func keeps() throws {
        let database = try filled()
        #expect(try count(database) == Self.rows)
        #expect(
            try database.scalarInt("SELECT sum(length(text)) FROM notes") == (1...Self.rows).reduce(0) { $0 + $1 % 300 }
        )
        #expect(try database.damages() == [])
    }

    @Test("what is taken back is gone, with the pages that it needed")
    func takesBack() throws {
        let database = try filled()
        for id in Self.rows + 1...2 * Self.rows { try insert(id, into: database) }
        database.rollback()
        #expect(try count(database) == Self.rows)
        struct Wanted: Error {}
        #expect(throws: Wanted.self) {
            try database.savepoint {
                try database.execute("DELETE FROM notes WHERE id % 3 = 0")
                for id in Self.rows + 1...Self.rows + 500 { try insert(id, into: database) }
                throw Wanted()
            }
        }
        try database.commit()
        #expect(try count(database) == Self.rows)
        #expect(try database.damages() == [])
    }

    @Test("a database may shrink, be replaced by a small one, and grow again")
    func shrinks() throws {
        let empty = try Database.inMemory()
        try empty.execute(script: "CREATE TABLE notes (id INTEGER PRIMARY KEY, mark TEXT UNIQUE, text TEXT)")
        try empty.commit()
        let database = try filled()
        try database.execute("DELETE FROM notes WHERE id > 100")
        try database.commit()
        try database.restore(image: empty.serialize())
        #expect(try count(database) == 0)
        for id in 1...Self.rows { try insert(id, into: database) }
        try database.commit()
        #expect(try count(database) == Self.rows)
        #expect(try database.damages() == [])
    }
}
