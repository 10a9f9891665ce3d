// Tests of offered row numbers: which statements take them.

import Testing

@testable import Store

@Suite struct OfferedRowTests {
    @Test(
        "an insertion into the table takes the number, whatever its layout",
        arguments: [
            ("INSERT INTO t(a, b) VALUES (?, ?)", "INSERT INTO t(rowid, a, b) VALUES (7, ?, ?)"),
            (
                "INSERT INTO t(a,\n    b)\nVALUES (?1, (SELECT 1))",
                "INSERT INTO t(rowid, a,\n    b) VALUES (7, ?1, (SELECT 1))"
            ),
            ("INSERT INTO t(a) VALUES (?) RETURNING a", "INSERT INTO t(rowid, a) VALUES (7, ?) RETURNING a"),
            ("INSERT INTO tt(a) VALUES (?)", nil), ("INSERT INTO t(id, a) VALUES (?, ?)", nil),
            ("INSERT INTO t(a) SELECT 1", nil), ("UPDATE t SET a = 1", nil), ("INSERT INTO t(a", nil),
        ] as [(String, String?)])
    func rewrites(text: String, expected: String?) {
        #expect(OfferedRow(number: 7, table: "t").insertion(text) == expected)
    }

    @Test("the next row gets the number, once, and AUTOINCREMENT goes on behind it")
    func offers() throws {
        let database = try Database.inMemory()
        try database.execute(script: "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)")
        func insert() throws -> Int {
            try database.execute("INSERT INTO t(a) VALUES (?)", .text("x"))
            return database.lastInsertedRow
        }
        #expect(try insert() == 1)
        database.offerRow(40, in: "t")
        #expect(try database.scalarInt("SELECT count(*) FROM t") == 1)
        #expect(try insert() == 40)
        #expect(database.withdrawRow())
        #expect(try insert() == 41)
        database.offerRow(7, in: "t")
        #expect(!database.withdrawRow())
        #expect(try insert() == 42)
        database.offerRow(7, in: "t")
        #expect(database.takeOfferedRow(in: "other") == nil)
        #expect(database.takeOfferedRow(in: "t") == 7)
        #expect(try insert() == 43)
    }
}
