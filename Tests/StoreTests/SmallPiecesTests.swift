// Texts of every size come and go, grow and shrink, and keep what is in them.

import Store
import Testing

@Suite struct SmallPiecesTests {
    @Test("texts of every size are answered as they were stored, in rows of many of them")
    func keepsTexts() throws {
        let database = try Database.inMemory()
        try database.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c BLOB) STRICT")
        func text(_ size: Int, _ letter: String) -> String { String(repeating: letter, count: size) }
        let sizes = Array(0...560) + [1000, 4095, 4096, 100_000]
        for size in sizes {
            try database.execute(
                "INSERT INTO texts VALUES (?, ?, ?, ?)", .int(size), .text(text(size, "a")), .text(text(size / 2, "b")),
                .blob(Array(text(size, "c").utf8)))
        }
        for _ in 0..<2 {
            for size in sizes {
                let row = try database.first("SELECT a, b, c FROM texts WHERE id = ?", .int(size)) {
                    ($0.text(0), $0.text(1), $0.blob(2))
                }
                #expect(row?.0 == text(size, "a"))
                #expect(row?.1 == text(size / 2, "b"))
                #expect(row?.2 == Array(text(size, "c").utf8))
            }
        }
    }

    @Test("a text that grows in small steps keeps its beginning")
    func grows() throws {
        let database = try Database.inMemory()
        let pieces = (0..<400).map { String($0) }
        let joined = try database.scalarText(
            """
            WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 399)
            SELECT group_concat(n, ' ') FROM numbers
            """)
        #expect(joined == pieces.joined(separator: " "))
        for length in [10, 100, 500, 520, 2000] {
            #expect(
                try database.scalarText("SELECT replace(?, 'x', 'yz')", .text(String(repeating: "x", count: length)))
                    == String(repeating: "yz", count: length))
        }
    }
}
