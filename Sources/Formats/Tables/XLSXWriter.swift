// Writes a spreadsheet with one sheet.

/// Collects rows and writes them as the smallest workbook that spreadsheet programs open (ECMA-376 part 1, section 18).
/// Strings are stored inline. Equal rows and equal times give equal bytes.
public struct XLSXWriter: Sendable {
    /// The media type of the result.
    public static let mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    private var sheet: [UInt8]
    private var rowCount = 0

    /// Creates an empty sheet.
    public init() {
        sheet = Array(
            (Self.declaration + "<worksheet xmlns=\"\(Self.main)\"><sheetData>").utf8)
    }

    /// Appends a row.
    public mutating func append(_ row: [XLSXCell]) {
        rowCount += 1
        sheet += "<row r=\"\(rowCount)\">".utf8
        for (index, cell) in row.enumerated() where cell != .empty {
            append(cell, at: Self.columnName(index) + String(rowCount))
        }
        sheet += "</row>".utf8
    }

    /// Returns the workbook. `modified` is the time of the parts in the package, in seconds since 1970. Throws
    /// `ZipError` if memory runs out.
    public func bytes(modified: Int) throws(ZipError) -> [UInt8] {
        var zip = ZipWriter(modified: modified)
        try zip.add("[Content_Types].xml", Array(Self.contentTypes.utf8))
        try zip.add("_rels/.rels", Array(Self.relationships.utf8))
        try zip.add("xl/workbook.xml", Array(Self.workbook.utf8))
        try zip.add("xl/_rels/workbook.xml.rels", Array(Self.workbookRelationships.utf8))
        try zip.add("xl/worksheets/sheet1.xml", sheet + Array("</sheetData></worksheet>".utf8))
        return try zip.bytes()
    }

    private mutating func append(_ cell: XLSXCell, at place: String) {
        switch cell {
        case .empty: break
        case .text(let text):
            sheet += "<c r=\"\(place)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8
            sheet += XMLText.escapeForSheet(text).utf8
            sheet += "</t></is></c>".utf8
        case .number(let number):
            guard number.isFinite else { return }
            let whole = Int(exactly: number)
            sheet += "<c r=\"\(place)\"><v>\(whole.map(String.init) ?? number.description)</v></c>".utf8
        case .bool(let flag): sheet += "<c r=\"\(place)\" t=\"b\"><v>\(flag ? 1 : 0)</v></c>".utf8
        }
    }

    /// `A` to `Z`, `AA` and so on.
    static func columnName(_ index: Int) -> String {
        var rest = index
        var letters: [UInt8] = []
        repeat {
            letters.append(UInt8(ascii: "A") + UInt8(truncatingIfNeeded: rest % 26))
            rest = rest / 26 - 1
        } while rest >= 0
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let declaration = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"# + "\n"

    private static let contentTypes =
        declaration + """
            <Types xmlns="\(package)/content-types">\
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Default Extension="xml" ContentType="application/xml"/>\
            <Override PartName="/xl/workbook.xml" ContentType="\(mediaType).main+xml"/>\
            <Override PartName="/xl/worksheets/sheet1.xml" \
            ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>
            """

    private static let relationships =
        declaration + """
            <Relationships xmlns="\(package)/relationships">\
            <Relationship Id="rId1" Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """

    private static let workbook =
        declaration + """
            <workbook xmlns="\(main)" xmlns:r="\(office)"><sheets>\
            <sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>
            """

    private static let workbookRelationships =
        declaration + """
            <Relationships xmlns="\(package)/relationships">\
            <Relationship Id="rId1" Type="\(office)/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
            """
}
