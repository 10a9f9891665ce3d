// The package of a workbook: which part has the first sheet, and the texts that its cells share.

import System

/// An opened workbook.
struct XLSXWorkbook {
    private let package: ZipReader
    private let budget: WorkBudget

    init(_ payload: Payload, budget: WorkBudget) throws {
        self.budget = budget
        do {
            package = try ZipReader(
                payload, limits: ZipLimits(entries: 2000, totalBytes: 2 * XLSXReader.maximumPartBytes), budget: budget)
        } catch {
            throw XLSXError.package(error)
        }
    }

    /// Calls `body` with the bytes of a part, which the budget counts as held until it returns.
    func part<T>(_ name: String, _ body: ([UInt8]) throws -> T) throws -> T {
        guard let entry = package.entry(named: name) else { throw XLSXError.missingPart(name) }
        try budget.hold(entry.uncompressedSize)
        defer { budget.release(entry.uncompressedSize) }
        do {
            return try body(package.read(entry, maximum: XLSXReader.maximumPartBytes))
        } catch let error as ZipError {
            throw XLSXError.package(error)
        }
    }

    /// The name of the part with the first sheet.
    func firstSheet() throws -> String {
        var id: String?
        try elements(named: "sheet", in: "xl/workbook.xml") { scanner in
            if id == nil { id = scanner.attribute("id") }
        }
        guard let id else { throw XLSXError.missingPart("worksheet") }
        var target: String?
        try elements(named: "Relationship", in: "xl/_rels/workbook.xml.rels") { scanner in
            if target == nil, scanner.attribute("Id") == id { target = scanner.attribute("Target") }
        }
        guard let target else { throw XLSXError.missingPart("worksheet") }
        return target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
    }

    private func elements(named name: StaticString, in part: String, _ body: (XMLScanner) -> Void) throws {
        try self.part(part) { bytes in
            var scanner = XLSXScanner(bytes, part: part, budget: budget)
            while let event = try scanner.next() {
                if event == .start, scanner.xml.isNamed(name) { body(scanner.xml) }
            }
        }
    }

    /// The strings that cells refer to by index (section 18.4.9); empty if the workbook has none.
    func sharedTexts() throws -> [String] {
        let name = "xl/sharedStrings.xml"
        guard package.entry(named: name) != nil else { return [] }
        return try part(name) { bytes in
            var scanner = XLSXScanner(bytes, part: name, budget: budget)
            var texts: [String] = []
            while let event = try scanner.next() {
                guard event == .start, scanner.xml.isNamed("si") else { continue }
                let text = try scanner.richText()
                // An array that grows is held twice for a while.
                try budget.hold(3 * MemoryLayout<String>.stride + text.utf8.count)
                try budget.count(values: 1)
                texts.append(text)
            }
            return texts
        }
    }
}
