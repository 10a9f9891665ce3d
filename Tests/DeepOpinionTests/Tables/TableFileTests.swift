// Tables read from files of any kind.

import JSON
import System
import Testing

@testable import DeepOpinion

@Suite struct TableFileTests {
    private func table(_ text: String, _ format: TableFormat) throws -> TableFile {
        try TableFile(reading: .memory(Array(text.utf8)), as: format)
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
            String(decoding: try table(#"[{"a":1,"b":"x","c":null,"d":[true]}]"#, .json).lines, as: UTF8.self)
                == "[1,\"x\",null,[true]]\n")
        #expect(String(decoding: try table("a,b\n1,", .csv).lines, as: UTF8.self) == "[\"a\",\"b\"]\n[\"1\",null]\n")
    }

    @Test("too many columns are refused", arguments: [TableFormat.csv, .json])
    func tooManyColumns(format: TableFormat) {
        let names = (0...TableFile.maximumColumns).map { "c\($0)" }
        let text =
            format == .csv
            ? names.joined(separator: ",") : "[{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}]"
        #expect(throws: (any Error).self) { try table(text, format) }
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
            _ = try? TableFile(reading: .memory(bytes), as: format)
        }
    }
}
