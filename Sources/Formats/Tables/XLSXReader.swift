// Reads the first sheet of a spreadsheet.

import System

/// Reads workbooks (ECMA-376 part 1, section 18): the rows of the first sheet, from top to bottom.
///
/// Everything is bounded: the package by `ZipLimits`, unpacked parts by size, the sheet by rows and cells. Document
/// types are refused, so that entities cannot expand. A large sheet takes a while: use the pool.
public enum XLSXReader {
    /// The most unpacked bytes of one part.
    public static let maximumPartBytes = 256 << 20
    /// The most rows, which is also the limit of spreadsheet programs.
    public static let maximumRows = 1_048_576
    /// The most cells, counting empty ones between used ones.
    public static let maximumCells = 8_000_000
    private static let maximumColumns = 16_384

    /// Calls `body` with every row that has a cell. A row ends with its last used cell. Throws `XLSXError`.
    public static func rows(of payload: Payload, _ body: ([XLSXCell]) -> Void) throws(XLSXError) {
        let package = try package(payload)
        let sheet = try firstSheet(of: package)
        let texts = try sharedTexts(of: package)
        try rows(of: part(sheet, package), name: sheet, texts: texts, body)
    }

    /// All rows at once; see `rows(of:_:)`.
    public static func rows(of payload: Payload) throws(XLSXError) -> [[XLSXCell]] {
        var result: [[XLSXCell]] = []
        try rows(of: payload) { result.append($0) }
        return result
    }

    // MARK: - Package

    private static func package(_ payload: Payload) throws(XLSXError) -> ZipReader {
        do {
            return try ZipReader(payload, limits: ZipLimits(entries: 2000, totalBytes: 2 * maximumPartBytes))
        } catch {
            throw .package(error)
        }
    }

    private static func part(_ name: String, _ package: ZipReader) throws(XLSXError) -> [UInt8] {
        guard let entry = package.entry(named: name) else { throw .missingPart(name) }
        do {
            return try package.read(entry, maximum: maximumPartBytes)
        } catch {
            throw .package(error)
        }
    }

    /// The name of the part with the first sheet.
    private static func firstSheet(of package: ZipReader) throws(XLSXError) -> String {
        let workbook = "xl/workbook.xml"
        var id: String?
        try elements(of: part(workbook, package), named: "sheet", in: workbook) { scanner in
            if id == nil { id = scanner.attribute("id") }
        }
        guard let id else { throw .missingPart("worksheet") }
        let relationships = "xl/_rels/workbook.xml.rels"
        var target: String?
        try elements(of: part(relationships, package), named: "Relationship", in: relationships) { scanner in
            if scanner.attribute("Id") == id { target = scanner.attribute("Target") }
        }
        guard let target else { throw .missingPart("worksheet") }
        return target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
    }

    private static func elements(
        of bytes: [UInt8], named name: StaticString, in part: String, _ body: (XMLScanner) -> Void
    ) throws(XLSXError) {
        var scanner = XMLScanner(bytes)
        while let event = try next(&scanner, part) {
            if event == .start, scanner.isNamed(name) { body(scanner) }
        }
    }

    private static func next(_ scanner: inout XMLScanner, _ part: String) throws(XLSXError) -> XMLScanner.Event? {
        do {
            return try scanner.next()
        } catch {
            throw .malformed(part)
        }
    }

    // MARK: - Shared texts

    /// The strings that cells refer to by index (section 18.4.9); empty if the workbook has none.
    private static func sharedTexts(of package: ZipReader) throws(XLSXError) -> [String] {
        let name = "xl/sharedStrings.xml"
        guard package.entry(named: name) != nil else { return [] }
        var scanner = XMLScanner(try part(name, package))
        var texts: [String] = []
        while let event = try next(&scanner, name) {
            if event == .start, scanner.isNamed("si") {
                guard texts.count < maximumCells else { throw .tooManyCells(limit: maximumCells) }
                texts.append(try text(&scanner, in: name))
            }
        }
        return texts
    }

    /// The text of an element with runs, up to its end, without phonetic hints (`rPh`).
    private static func text(_ scanner: inout XMLScanner, in part: String) throws(XLSXError) -> String {
        let depth = scanner.depth
        var result = ""
        var isText = false
        var phoneticDepth: Int?
        while let event = try next(&scanner, part) {
            switch event {
            case .start:
                if scanner.isNamed("rPh"), phoneticDepth == nil { phoneticDepth = scanner.depth }
                isText = scanner.isNamed("t")
            case .text: if isText, phoneticDepth == nil { result += scanner.text }
            case .end:
                isText = false
                if scanner.depth < phoneticDepth ?? 0 { phoneticDepth = nil }
                if scanner.depth < depth { return XMLText.unescape(result) }
            }
        }
        throw .malformed(part)
    }

    // MARK: - Rows

    private static func rows(
        of bytes: [UInt8], name: String, texts: [String], _ body: ([XLSXCell]) -> Void
    ) throws(XLSXError) {
        var scanner = XMLScanner(bytes)
        var row: [XLSXCell] = []
        var rowCount = 0
        var cellCount = 0
        while let event = try next(&scanner, name) {
            if event == .start, scanner.isNamed("row") {
                rowCount += 1
                guard rowCount <= maximumRows else { throw .tooManyRows(limit: maximumRows) }
                row.removeAll(keepingCapacity: true)
            } else if event == .start, scanner.isNamed("c") {
                let column = try column(scanner.attribute("r"), next: row.count, row: rowCount)
                let value = try cell(&scanner, part: name, texts: texts, row: rowCount)
                cellCount += column - row.count + 1
                guard cellCount <= maximumCells else { throw .tooManyCells(limit: maximumCells) }
                while row.count < column { row.append(.empty) }
                row.append(value)
            } else if event == .end, scanner.isNamed("row"), row.contains(where: { $0 != .empty }) {
                body(row)
            }
        }
    }

    /// The column of a reference such as `AB12`, counted from 0; the next column if a cell has no reference.
    private static func column(_ reference: String?, next: Int, row: Int) throws(XLSXError) -> Int {
        guard let reference else { return next }
        var column = 0
        for byte in reference.utf8.prefix(4) {
            let letter = byte & 0xDF
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter), byte >= UInt8(ascii: "A") else { break }
            column = column * 26 + Int(letter - UInt8(ascii: "A")) + 1
        }
        guard column >= 1, column <= maximumColumns, column > next else { throw .badCell(row: row) }
        return column - 1
    }

    /// Reads the value of a cell according to its type (section 18.18.11), up to the end tag.
    private static func cell(
        _ scanner: inout XMLScanner, part: String, texts: [String], row: Int
    ) throws(XLSXError) -> XLSXCell {
        let type = scanner.attribute("t") ?? "n"
        let depth = scanner.depth
        var value: String?
        var inline: String?
        var isValue = false
        while let event = try next(&scanner, part) {
            switch event {
            case .start:
                isValue = scanner.isNamed("v")
                if scanner.isNamed("is") { inline = try text(&scanner, in: part) }
            case .text: if isValue { value = (value ?? "") + scanner.text }
            case .end:
                isValue = false
                guard scanner.depth < depth else { continue }
                return try value == nil && inline == nil
                    ? .empty : cellValue(type, value: value ?? "", inline: inline, texts: texts, row: row)
            }
        }
        throw .malformed(part)
    }

    private static func cellValue(
        _ type: String, value: String, inline: String?, texts: [String], row: Int
    ) throws(XLSXError) -> XLSXCell {
        switch type {
        case "s":
            guard let index = Int(value), texts.indices.contains(index) else { throw .badCell(row: row) }
            return texts[index].isEmpty ? .empty : .text(texts[index])
        case "inlineStr": return (inline ?? "").isEmpty ? .empty : .text(inline ?? "")
        case "b": return .bool(value == "1" || value == "true")
        case "str", "e", "d": return .text(XMLText.unescape(value))
        default:
            guard let number = Double(value), number.isFinite else { throw .badCell(row: row) }
            return .number(number)
        }
    }
}
