// Statements, rows, and databases as bytes and files.

import Store
import System
import Testing

@Suite struct DatabaseTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test(
        "values come back as they went in",
        arguments: [
            .null, .int(.min), .int(.max), .double(0.1), .text("a\0b 'ä😀"), .text(""), .blob([]), .blob([0, 255]),
            .utf8(Array("ä😀".utf8)), .utf8([]), .utf8(.init(repeating: 65, count: 5000)),
            .text(String(repeating: "ä", count: 5000)), .blob(.init(repeating: 7, count: 5000)),
        ] as [SQLValue])
    func keepsValues(value: SQLValue) throws {
        let database = try Database.inMemory()
        let same = try database.first("SELECT ? IS ?1, typeof(?1)", value) { row in
            (row.bool(0), row.text(1))
        }
        #expect(same?.0 == true)
        let kept = try database.first("SELECT ?", value) { row -> SQLValue in
            switch value {
            case .null: row.isNull(0) && row.optionalInt(0) == nil && row.optionalText(0) == nil ? .null : .int(0)
            case .int: .int(row.int(0))
            case .double: .double(row.double(0))
            case .text: .text(row.text(0))
            case .utf8: .utf8(Array(row.text(0).utf8))
            case .blob: .blob(row.blob(0))
            }
        }
        #expect(kept == value)
    }

    @Test("every run of a statement has its own values, small and large, and while another one runs")
    func bindsAnew() throws {
        let database = try Database.inMemory()
        let sql: SQL = "SELECT ?, ?, ?"
        let texts = ["", "small", String(repeating: "large ", count: 1000), String(repeating: "s", count: 4000)]
        func read(_ values: [SQLValue], _ body: () throws -> Void = {}) throws -> [String?] {
            try #require(
                try database.first(sql, values) { row in
                    try body()
                    return (0..<3).map { row.optionalText($0) }
                })
        }
        for first in texts {
            for second in texts {
                let outer = try read([.text(first), .null, .utf8(Array(second.utf8))]) {
                    let inner = try read([.null, .text(second), .text(first)])
                    #expect(inner == [nil, second, first])
                }
                #expect(outer == [first, nil, second])
                #expect(try read([.null, .null, .null]) == [nil, nil, nil])
            }
        }
    }

    @Test("rows can be read while other statements run, the same one included")
    func nestsStatements() throws {
        let database = try Database.inMemory()
        try database.execute("CREATE TABLE n (a INTEGER)")
        for number in 1...3 { try database.execute("INSERT INTO n VALUES (?)", .int(number)) }
        var pairs = 0
        try database.each("SELECT a FROM n") { outer in
            let value = outer.int(0)
            try database.each("SELECT a FROM n") { inner in pairs += inner.int(0) * value }
        }
        #expect(pairs == 36)
    }

    @Test("more statements than are kept still run")
    func evictsStatements() throws {
        let database = try Database.inMemory()
        for number in 0..<300 {
            #expect(try database.scalarInt(SQL(text: "SELECT \(number)")) == number)
        }
        #expect(try database.scalarInt("SELECT 7") == 7)
    }

    @Test("mistakes in statements are errors with the statement")
    func explainsMistakes() throws {
        let database = try Database.inMemory()
        let error = #expect(throws: StoreError.self) { try database.execute("SELEC 1") }
        #expect(error?.sql == "SELEC 1")
        #expect(throws: StoreError.self) { try database.execute("SELECT ?", .int(1), .int(2)) }
    }

    @Test("a database starts from an image and ends as one")
    func copiesImages() throws {
        let first = try Database.inMemory()
        try first.execute(script: "CREATE TABLE t (a); INSERT INTO t VALUES (1); -- the end")
        try first.commit()
        let image = try first.serialize()
        let second = try Database.inMemory(image: image)
        #expect(try second.scalarInt("SELECT a FROM t") == 1)
        try second.execute("UPDATE t SET a = 2")
        #expect(throws: StoreError.self) { try second.restore(image: image) }
        try second.commit()
        try second.restore(image: image)
        #expect(try second.scalarInt("SELECT a FROM t") == 1)
        #expect(try first.scalarInt("SELECT a FROM t") == 1)
        let error = #expect(throws: StoreError.self) { try Database.inMemory(image: Array(image.dropLast(100))) }
        #expect(error?.isCorrupt == true)
    }

    @Test("what is committed to a file is there after opening it again, and what is not is gone")
    func keepsFiles() throws {
        let path = folder.path + "/a.db"
        var database: Database? = try Database.open(path: path)
        try database?.execute("CREATE TABLE t (a)")
        try database?.execute("INSERT INTO t VALUES (1)")
        try database?.commit()
        try database?.execute("INSERT INTO t VALUES (2)")
        database?.close()
        database = nil
        let again = try Database.open(path: path)
        #expect(try again.all("SELECT a FROM t") { $0.int(0) } == [1])
        #expect(try again.scalarText("PRAGMA journal_mode") == "wal")
        #expect(try again.scalarInt("PRAGMA synchronous") == 2)
    }

    @Test(
        "no commit moves the write-ahead log into the file, however long it is; an idle moment does, once it is worth it"
    )
    func checkpointsWhenIdle() throws {
        let path = folder.path + "/a.db"
        let database = try Database.open(path: path)
        try database.execute("CREATE TABLE t (content BLOB)")
        try database.commit()
        func size(_ name: String) throws -> Int { try File(opening: path + name, mode: .read).size() }
        let small = try size("")
        #expect(!database.wantsCheckpoint)
        #expect(!database.checkpoint(isIdle: true))

        try database.execute("INSERT INTO t VALUES (zeroblob(2000000))")
        #expect(!database.checkpoint(isIdle: true), "what is uncommitted cannot be moved")
        try database.commit()
        #expect(database.wantsCheckpoint)
        #expect(!database.checkpoint(isIdle: false))
        #expect(try size("") == small)
        #expect(database.checkpoint(isIdle: true))
        #expect(!database.wantsCheckpoint)
        #expect(try size("") > 2_000_000)

        for _ in 0..<20 {
            try database.execute("INSERT INTO t VALUES (zeroblob(1000000))")
            try database.commit()
        }
        #expect(try size("-wal") > 20_000_000)
        #expect(try size("") < 3_000_000)
        #expect(database.checkpoint(isIdle: false), "a log that is far too long is moved at a busy moment, too")
        #expect(try size("") > 20_000_000)
        #expect(try database.scalarInt("SELECT count(*) FROM t") == 21)
    }

    @Test("a file that another connection has is refused")
    func refusesSecondUsers() throws {
        let path = folder.path + "/a.db"
        let first = try Database.open(path: path)
        try first.execute("CREATE TABLE t (a)")
        try first.commit()
        let error = #expect(throws: StoreError.self) { try Database.open(path: path) }
        #expect(error?.isBusy == true)
    }
}
