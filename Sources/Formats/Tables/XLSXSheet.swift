// The rows and cells of a sheet.

import System

/// Reads one sheet (ECMA-376 part 1, section 18.3).
struct XLSXSheet {
    private var scanner: XLSXScanner
    private let texts: [String]
    private let budget: WorkBudget
    private var rowCount = 0
    private var cellCount = 0

    init(_ bytes: [UInt8], part: String, texts: [String], budget: WorkBudget) {
        scanner = XLSXScanner(bytes, part: part, budget: budget)
        self.texts = texts
        self.budget = budget
    }

    mutating func rows(_ body: ([XLSXCell]) throws -> Void) throws {
        var row: [XLSXCell] = []
        while let event = try scanner.next() {
            if event == .start, scanner.xml.isNamed("row") {
                rowCount += 1
                guard rowCount <= XLSXReader.maximumRows else {
                    throw XLSXError.tooManyRows(limit: XLSXReader.maximumRows)
                }
                row.removeAll(keepingCapacity: true)
            } else if event == .start, scanner.xml.isNamed("c") {
                try addCell(to: &row)
            } else if event == .end, scanner.xml.isNamed("row"), row.contains(where: { $0 != .empty }) {
                try body(row)
            }
        }
    }

    private mutating func addCell(to row: inout [XLSXCell]) throws {
        let column = try column(scanner.xml.attribute("r"), next: row.count)
        let added = column - row.count + 1
        cellCount += added
        guard cellCount <= XLSXReader.maximumCells else {
            throw XLSXError.tooManyCells(limit: XLSXReader.maximumCells)
        }
        try budget.count(values: added)
        let value = try cell()
        while row.count < column { row.append(.empty) }
        row.append(value)
    }

    /// The column of a reference such as `AB12`, counted from 0; the next column if a cell has no reference.
    private func column(_ reference: String?, next: Int) throws -> Int {
        guard let reference else {
            guard next < XLSXReader.maximumColumns else { throw XLSXError.badCell(row: rowCount) }
            return next
        }
        var column = 0
        for byte in reference.utf8.prefix(4) {
            let letter = byte & 0xDF
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter), byte >= UInt8(ascii: "A") else { break }
            column = column * 26 + Int(letter - UInt8(ascii: "A")) + 1
        }
        guard column >= 1, column <= XLSXReader.maximumColumns, column > next else {
            throw XLSXError.badCell(row: rowCount)
        }
        return column - 1
    }

    /// Reads the value of a cell according to its type (section 18.18.11), up to the end tag.
    private mutating func cell() throws -> XLSXCell {
        let type = scanner.xml.attribute("t") ?? "n"
        let depth = scanner.xml.depth
        var value = ""
        var hasValue = false
        var inline: String?
        var isValue = false
        while let event = try scanner.next() {
            switch event {
            case .start:
                isValue = scanner.xml.isNamed("v")
                if scanner.xml.isNamed("is") { inline = try scanner.richText() }
            case .text:
                guard isValue else { continue }
                try scanner.append(to: &value)
                hasValue = true
            case .end:
                isValue = false
                guard scanner.xml.depth < depth else { continue }
                return try hasValue || inline != nil ? cellValue(type, value: value, inline: inline) : .empty
            }
        }
        throw scanner.malformed
    }

    private func cellValue(_ type: String, value: String, inline: String?) throws -> XLSXCell {
        switch type {
        case "s":
            guard let index = Int(value), texts.indices.contains(index) else { throw XLSXError.badCell(row: rowCount) }
            return texts[index].isEmpty ? .empty : .text(texts[index])
        case "inlineStr": return (inline ?? "").isEmpty ? .empty : .text(inline ?? "")
        case "b": return .bool(value == "1" || value == "true")
        case "str", "e", "d": return .text(XMLText.unescape(value))
        default:
            guard let number = Double(value), number.isFinite else { throw XLSXError.badCell(row: rowCount) }
            return .number(number)
        }
    }
}
