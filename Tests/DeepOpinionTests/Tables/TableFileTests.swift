// Tables read from files of any kind.

import Emulator
import JSON
import System
import Testing

@testable import DeepOpinion

@Suite struct TableFileTests {
    private func table(_ text: String, _ format: TableFormat) throws -> TableFile {
        try TableFile(reading: .memory(Array(text.utf8)), as: format, budget: WorkBudget())
    }

    private func text(_ table: TableFile) throws -> String {
        String(decoding: try table.lines.bytes(maximum: 1 << 20), as: UTF8.self)
    }

    @Test("columns are the first line's, or the members in the order of their first use")
    func columns() throws {
        #expect(try table("b,a\n1,2", .csv).columns == ["b", "a"])
        #expect(try table("b\ta\n1\t2", .csv).columns == ["b", "a"])
        #expect(try table(#"[{"b":1},{"a":2,"b":3}]"#, .json).columns == ["b", "a"])
        #expect(try table("{\"b\":1}\n{\"a\":2}", .jsonl).columns == ["b", "a"])
        #expect(try table("x", .txt).columns == ["text"])
    }

    @Test("a record longer than the header gets a column without a name")
    func longRecord() throws {
        let table = try table("a\n1,2", .csv)
        #expect(table.columns == ["a", ""])
        #expect(table.firstRecords == [["1", "2"]])
    }

    @Test("cells keep their kind where the format has kinds, and empty ones are null")
    func kinds() throws {
        #expect(
            try text(table(#"[{"a":1,"b":"x","c":null,"d":[true]}]"#, .json)) == "[1,\"x\",null,[true]]\n")
        #expect(try text(table("a,b\n1,", .csv)) == "[\"a\",\"b\"]\n[\"1\"]\n")
    }

    @Test("too many columns are refused", arguments: [TableFormat.csv, .json])
    func tooManyColumns(format: TableFormat) {
        let names = (0...TableFile.maximumColumns).map { "c\($0)" }
        let text =
            format == .csv
            ? names.joined(separator: ",") : "[{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}]"
        #expect(throws: (any Error).self) { try table(text, format) }
    }

    @Test("empty cells at the end of a record cost nothing, and those between others are counted")
    func emptyCells() throws {
        let wide = "a" + String(repeating: ",", count: 998) + "\n" + String(repeating: ",", count: 998) + "\n"
        #expect(try text(table(wide, .csv)) == "[\"a\"]\n[]\n")
        let limits = WorkBudget.Limits(values: 1500)
        let error = #expect(throws: Problem.self) {
            try TableFile(reading: .memory(Array(wide.utf8)), as: .csv, budget: WorkBudget(limits))
        }
        #expect(error?.status == 413)
        #expect(error?.message == "file: This is too large. It has more than 1500 values.")
    }

    @Test(
        "each cell is counted once",
        arguments: [
            ("a,b\n1,2\n3,4", TableFormat.csv, 6), ("a\nb", .txt, 2), (#"[{"a":1,"b":2},{"a":3}]"#, .json, 4),
            ("{\"a\":1}\n{\"b\":2}", .jsonl, 3),
        ])
    func counted(text: String, format: TableFormat, count: Int) throws {
        func read(_ most: Int) throws {
            let budget = WorkBudget(WorkBudget.Limits(values: most))
            _ = try TableFile(reading: .memory(Array(text.utf8)), as: format, budget: budget)
        }
        try read(count)
        let error = #expect(throws: Problem.self) { try read(count - 1) }
        #expect(error?.status == 413)
    }

    @Test("many keys between few records are counted as the cells that they make")
    func sparseRecords() throws {
        let lines = (0..<100).map { "{\"k\($0)\":1}" }.joined(separator: "\n")
        let limits = WorkBudget.Limits(values: 5049)
        #expect(throws: Problem.self) {
            try TableFile(reading: .memory(Array(lines.utf8)), as: .jsonl, budget: WorkBudget(limits))
        }
    }

    @Test("a long record is refused, however short its parts are")
    func longRecordBytes() {
        let cell = String(repeating: "x", count: 1 << 20)
        let line = Array(repeating: cell, count: 9).joined(separator: ",")
        let error = #expect(throws: Problem.self) { try table("a\n" + line, .csv) }
        #expect(error?.status == 400)
        #expect(error?.message.contains("Record 2") == true)
    }

    @Test("lines go to a file when they are many, and come back the same")
    func spooled() throws {
        let rows = (0..<60_000).map { "\($0),\(String(repeating: "y", count: 20))" }
        let bytes = Array(("n,t\n" + rows.joined(separator: "\n")).utf8)
        let file = try File.temporary(in: TemporaryDirectory.path)
        try file.write(bytes, at: 0)
        let table = try TableFile(
            reading: .file(file, count: bytes.count), as: .csv, budget: WorkBudget(),
            spool: { try File.temporary(in: TemporaryDirectory.path) })
        #expect(table.count == 60_001)
        #expect(table.lines.inMemory == nil)
        let lines = String(decoding: try table.lines.bytes(maximum: 8 << 20), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 60_001)
        #expect(lines.last == "[\"59999\",\"yyyyyyyyyyyyyyyyyyyy\"]")
    }

    @Test("previews show the beginning of a long cell, and long names are cut")
    func preview() throws {
        let long = String(repeating: "é", count: 300)
        let table = try table("\(String(repeating: "n", count: 600))\n\(long)", .csv)
        #expect(table.firstRecords == [[.string(String(repeating: "é", count: 200) + "…")]])
        #expect(table.columns == [String(repeating: "n", count: 500)])
        #expect(TableFile.previewText(String(repeating: "é", count: 200)) == String(repeating: "é", count: 200))
    }

    @Test("damaged files give a table or a problem, never a crash")
    func fuzz() throws {
        var state: UInt64 = 7
        let next = { (bound: Int) -> Int in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let samples: [(String, TableFormat)] = [
            ("text,\"a\"\"b\"\r\n1,2\n", .csv), (#"[{"text":"a","b":[1,{"c":null}]},"x"]"#, .json),
            ("{\"a\":\"b\"}\n\n\"x\"\n", .jsonl), ("one\ntwo\u{2028}\n", .txt),
        ]
        for _ in 0..<2000 {
            let (text, format) = samples[next(samples.count)]
            var bytes = Array(text.utf8)
            for _ in 0...next(3) { bytes[next(bytes.count)] = UInt8(next(256)) }
            _ = try? TableFile(reading: .memory(bytes), as: format, budget: WorkBudget())
        }
    }
}
