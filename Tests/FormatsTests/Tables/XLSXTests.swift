// Spreadsheets: read, written, damaged.

import Formats
import Mutations
import System
import Testing

@Suite struct XLSXTests {
    private static let rows: [[XLSXCell]] = [
        [.text("text"), .text("stars"), .text("ok")],
        [.text("Ä \"quoted\" <b> & more\nline"), .number(4.5), .bool(true)],
        [.empty, .number(-12), .bool(false)], [.text(" spaces "), .empty, .text("_x0041_ \u{1} 😀")],
    ]

    private static func written() throws -> [UInt8] {
        var writer = XLSXWriter()
        for row in rows { writer.append(row) }
        return try writer.bytes(modified: 1_767_225_600)
    }

    private static func package(sheet: String, texts: String? = nil) throws -> Payload {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        var zip = ZipWriter(modified: 0)
        try zip.add(
            "xl/workbook.xml",
            Array("<workbook xmlns:r='r'><sheets><sheet name='One' r:id='x7'/></sheets></workbook>".utf8))
        try zip.add(
            "xl/_rels/workbook.xml.rels",
            Array("<Relationships><Relationship Id='x7' Target='/xl/s.xml'/></Relationships>".utf8))
        try zip.add("xl/s.xml", Array("<x:worksheet xmlns:x='\(main)'>\(sheet)</x:worksheet>".utf8))
        if let texts { try zip.add("xl/sharedStrings.xml", Array(texts.utf8)) }
        return .memory(try zip.bytes())
    }

    @Test("what was written is read back, odd characters and empty cells included")
    func roundTrip() throws {
        #expect(try XLSXReader.rows(of: .memory(Self.written())) == Self.rows)
    }

    @Test("a file of another program has its rows: shared texts, numbers, dates, formulas, a second sheet")
    func fixture() throws {
        #expect(
            try XLSXReader.rows(of: .memory(Fixture.bytes("rows.xlsx"))) == [
                [.text("text"), .text("stars"), .text("day"), .text("ok")],
                [.text("The room was clean.\nÄÖ 😀"), .number(5), .number(46023), .bool(true)],
                [.text("null"), .number(1.5), .empty, .bool(false)], [.text("The room was clean.\nÄÖ 😀")],
            ])
    }

    @Test("equal rows give equal bytes")
    func deterministic() throws {
        #expect(try Self.written() == Self.written())
    }

    @Test("a workbook of another program is read: shared texts, rich text, phonetic hints, gaps, formulas, errors")
    func foreign() throws {
        let texts = """
            <?xml version="1.0" encoding="UTF-8"?><!-- c --><sst><si><t>one</t></si>
            <si><r><rPr/><t>ri</t></r><r><t xml:space="preserve">ch </t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>
            <si><t>A&amp;B &#x41;&#66; _x000D_</t></si></sst>
            """
        let sheet = """
            <x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="D1" t="s"><x:v>1</x:v></x:c></x:row>
            <x:row r="5"><x:c r="B5"><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c>
            <x:c t="str"><x:f/><x:v><![CDATA[a<b]]></x:v></x:c><x:c t="s"><x:v>2</x:v></x:c></x:row>
            <x:row r="6"><x:c r="A6"/></x:row></x:sheetData>
            """
        #expect(
            try XLSXReader.rows(of: Self.package(sheet: sheet, texts: texts)) == [
                [.text("one"), .empty, .empty, .text("rich ")],
                [.empty, .number(2), .text("#N/A"), .text("a<b"), .text("A&B AB \r")],
            ])
    }

    @Test(
        "sheets that make no sense are refused",
        arguments: [
            "<x:row><x:c r='A1' t='s'><x:v>7</x:v></x:c></x:row>", "<x:row><x:c r='1'><x:v>7</x:v></x:c></x:row>",
            "<x:row><x:c r='ZZZZ1'><x:v>7</x:v></x:c></x:row>", "<x:row><x:c><x:v>seven</x:v></x:c></x:row>",
            "<x:row><x:c><x:v>nan</x:v></x:c></x:row>", "<x:row><x:c r='B1'/><x:c r='A1'/></x:row>", "<x:row>",
            "<x:row></x:c></x:row>", "<!DOCTYPE a [<!ENTITY b 'c'>]><x:row/>", "<x:row", "<", "<![CDATA[",
        ])
    func refused(sheet: String) throws {
        let payload = try Self.package(sheet: sheet)
        #expect(throws: XLSXError.self) { try XLSXReader.rows(of: payload) }
    }

    @Test("far cells cannot make a small file large")
    func farCells() throws {
        let row = "<x:row><x:c r='XFD1'><x:v>1</x:v></x:c></x:row>"
        let payload = try Self.package(sheet: String(repeating: row, count: 600))
        #expect(throws: XLSXError.tooManyCells(limit: XLSXReader.maximumCells)) {
            try XLSXReader.rows(of: payload) { _ in }
        }
    }

    @Test("one text in many cells is held once")
    func sharedText() throws {
        let texts = "<sst><si><t>\(String(repeating: "a", count: 200_000))</t></si></sst>"
        let row = "<x:row>\(String(repeating: "<x:c t='s'><x:v>0</x:v></x:c>", count: 1000))</x:row>"
        let budget = WorkBudget(WorkBudget.Limits(heldBytes: 1 << 20))
        var cells = 0
        try XLSXReader.rows(of: Self.package(sheet: row, texts: texts), budget: budget) { cells += $0.count }
        #expect(cells == 1000)
    }

    @Test("the text of a cell is read in time that grows with its length, and is bounded")
    func longText() throws {
        // The numbers vary, since a zip entry that packs too well is refused before.
        let pieces = (0..<300_000).map { "abc<!--\($0 * 7919 % 300_007)-->" }.joined()
        let cell = { (value: String) in "<x:row><x:c t='str'><x:v>\(value)</x:v></x:c></x:row>" }
        let rows = try XLSXReader.rows(of: Self.package(sheet: cell(pieces)))
        #expect(rows == [[.text(String(repeating: "abc", count: 300_000))]])
        let long = (0...XLSXReader.maximumCellBytes / 8).map { String($0 * 7919 + 10_000_000) }.joined()
        #expect(throws: XLSXError.cellTooLong(limit: XLSXReader.maximumCellBytes)) {
            try XLSXReader.rows(of: Self.package(sheet: cell(long)))
        }
    }

    @Test("what is held, unpacked and counted is charged")
    func charged() throws {
        let row = "<x:row>\(String(repeating: "<x:c><x:v>1</x:v></x:c>", count: 100))</x:row>"
        let payload = try Self.package(sheet: row, texts: "<sst>\(String(repeating: "<si/>", count: 100))</sst>")
        func read(_ limits: WorkBudget.Limits) throws {
            try XLSXReader.rows(of: payload, budget: WorkBudget(limits)) { _ in }
        }
        try read(WorkBudget.Limits(unpackedBytes: 5000, heldBytes: 20_000, values: 200))
        #expect(throws: WorkError.tooMuch(.unpackedBytes, limit: 1000)) {
            try read(WorkBudget.Limits(unpackedBytes: 1000))
        }
        #expect(throws: WorkError.tooMuch(.heldBytes, limit: 2000)) { try read(WorkBudget.Limits(heldBytes: 2000)) }
        #expect(throws: WorkError.tooMuch(.values, limit: 199)) { try read(WorkBudget.Limits(values: 199)) }
    }

    @Test("a deep nest of elements is refused")
    func deep() throws {
        let payload = try Self.package(sheet: String(repeating: "<a>", count: 100))
        #expect(throws: XLSXError.malformed("xl/s.xml")) { try XLSXReader.rows(of: payload) }
    }

    @Test("an archive without workbook is no spreadsheet, and neither is a text")
    func notASpreadsheet() throws {
        var zip = ZipWriter(modified: 0)
        try zip.add("a.txt", [65])
        let archive = Payload.memory(try zip.bytes())
        #expect(throws: XLSXError.missingPart("xl/workbook.xml")) { try XLSXReader.rows(of: archive) }
        #expect(throws: XLSXError.package(.notAnArchive)) { try XLSXReader.rows(of: .memory(Array("a,b".utf8))) }
    }

    @Test("damaged files give rows or an error, never a crash")
    func fuzz() throws {
        let original = try Self.written()
        let sheet = Array("<x:row r='1'><x:c r='A1' t='inlineStr'><x:is><x:t>a&amp;b</x:t></x:is></x:c></x:row>".utf8)
        var mutator = Mutator(seed: 9)
        for _ in 0..<500 {
            _ = try? XLSXReader.rows(of: .memory(mutator.mutate(original)))
            let damaged = String(decoding: mutator.mutate(sheet), as: UTF8.self)
            _ = try? XLSXReader.rows(of: Self.package(sheet: damaged))
        }
    }
}
