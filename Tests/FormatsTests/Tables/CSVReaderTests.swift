// Reading CSV.

import Formats
import Mutations
import System
import Testing

@Suite struct CSVReaderTests {
    @Test(
        "records are split as RFC 4180 says, with every line end",
        arguments: [
            ("", []), ("a", [["a"]]), ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("a\rb\r", [["a"], ["b"]]), (",", [["", ""]]), ("a,\r\n", [["a", ""]]), ("\r\n\n\na\n\n", [["a"]]),
            ("\"a\"", [["a"]]), ("\"a,b\",c", [["a,b", "c"]]), ("\"a\"\"b\"", [["a\"b"]]),
            ("\"a\r\nb\",c", [["a\r\nb", "c"]]),
            ("\"\"", [[""]]), ("\"\"\"\"", [["\""]]), ("\u{FEFF}ä,ö", [["ä", "ö"]]), (" a , b ", [[" a ", " b "]]),
        ] as [(String, [[String]])]
    )
    func records(text: String, records: [[String]]) throws {
        #expect(try CSVReader.records(of: Array(text.utf8)) == records)
    }

    @Test("the fixture has its rows")
    func fixture() throws {
        let records = try CSVReader.records(of: try Fixture.bytes("rows.csv"))
        #expect(records.count == 4)
        #expect(records[1][1] == "Harbour, at dawn")
        #expect(records[2][1] == "She said \"now\"")
        #expect(records[3][1] == "two\r\nlines")
    }

    @Test("another separator")
    func separator() throws {
        #expect(try CSVReader.records(of: Array("a\tb,c".utf8), separator: "\t") == [["a", "b,c"]])
    }

    @Test(
        "mistakes are told with their line",
        arguments: [
            ("a\n\"b", 2, CSVError.Kind.openQuote), ("\"a\"b", 1, .textAfterQuote), ("a\r\n\r\nb\"", 3, .strayQuote),
            ("\"a\nb\"\nc,\"d\"e", 3, .textAfterQuote),
        ]
    )
    func mistakes(text: String, line: Int, kind: CSVError.Kind) {
        let error = #expect(throws: CSVError.self) { try CSVReader.records(of: Array(text.utf8)) }
        #expect(error?.kind == kind)
        #expect(error?.line == line)
        #expect(error?.message.contains("line \(line)") == true)
    }

    @Test(
        "bytes that are no UTF-8 are refused",
        arguments: [[0xFF], [0x61, 0x2C, 0xC3], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]]
    )
    func encoding(bytes: [UInt8]) {
        let error = #expect(throws: CSVError.self) { try CSVReader.records(of: bytes) }
        #expect(error?.kind == .invalidUTF8)
    }

    @Test("every limit holds")
    func limits() {
        let limits = CSVLimits(fields: 3, fieldBytes: 4, records: 3, cells: 6)
        func kind(_ text: String) -> CSVError.Kind? {
            do {
                _ = try CSVReader.records(of: Array(text.utf8), limits: limits)
                return nil
            } catch {
                return (error as? CSVError)?.kind
            }
        }
        #expect(kind("a,b,c\na,b,c") == nil)
        #expect(kind("a,b,c,d") == .tooManyFields(limit: 3))
        #expect(kind("aaaa") == nil)
        #expect(kind("aaaaa") == .fieldTooLong(limit: 4))
        #expect(kind("\"aaaa\"") == nil)
        #expect(kind("\"aaaaa\"") == .fieldTooLong(limit: 4))
        #expect(kind("a\nb\nc\nd") == .tooManyRecords(limit: 3))
        #expect(kind("a,b,c\na,b,c\na") == .tooManyCells(limit: 6))
    }

    @Test("a text in a file is read through a window, with the same records and the same mistakes")
    func window() throws {
        let rows = (0..<400).map { "\($0),\"a\"\"b\n\(String(repeating: "x", count: $0 % 40))\",,z\r\n" }
        let text = Array("\u{FEFF}".utf8) + Array(rows.joined().utf8)
        let limits = CSVLimits(recordBytes: 64)
        var reader = CSVReader(try Fixture.inFile(text), limits: limits)
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record) }
        #expect(records == (try CSVReader.records(of: text)))
        #expect(records.count == 400)
        var long = CSVReader(
            try Fixture.inFile(text + Array(repeating: UInt8(ascii: "y"), count: 200)), limits: limits)
        let error = #expect(throws: CSVError.self) { while try long.next() != nil {} }
        #expect(error?.kind == .recordTooLong(limit: 64))
        var blank = CSVReader(try Fixture.inFile(Array(repeating: 10, count: 1000) + [65]), limits: limits)
        #expect(try blank.next() == ["A"])
        #expect(try blank.next() == nil)
    }

    @Test("every field is charged, empty ones too")
    func charged() {
        let text = Array(String(repeating: String(repeating: ",", count: 99) + "\n", count: 11).utf8)
        var reader = CSVReader(text, budget: WorkBudget(WorkBudget.Limits(values: 1000)))
        #expect(throws: WorkError.tooMuch(.values, limit: 1000)) { while try reader.next() != nil {} }
    }

    @Test("after a mistake nothing more comes")
    func afterFailure() throws {
        var reader = CSVReader(Array("a\n\"b\"c\nd".utf8))
        #expect(try reader.next() == ["a"])
        #expect(throws: CSVError.self) { try reader.next() }
        #expect(try reader.next() == nil)
    }

    @Test("any damage gives records or an error, and records survive writing and reading")
    func mutations() throws {
        let original = try Fixture.bytes("rows.csv")
        var mutator = Mutator(seed: 6)
        var read = 0
        for _ in 0..<5000 {
            guard let records = try? CSVReader.records(of: mutator.mutate(original)) else { continue }
            var writer = CSVWriter()
            for record in records { writer.append(record) }
            #expect(try CSVReader.records(of: writer.bytes) == records)
            read += 1
        }
        #expect(read > 0)
    }
}
