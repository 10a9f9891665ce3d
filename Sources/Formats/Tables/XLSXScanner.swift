// The elements that both shared texts and sheets consist of.

import System

/// Reads one part of a workbook event by event.
struct XLSXScanner {
    private(set) var xml: XMLScanner
    private let part: String
    private let budget: WorkBudget

    init(_ bytes: [UInt8], part: String, budget: WorkBudget) {
        xml = XMLScanner(bytes)
        self.part = part
        self.budget = budget
    }

    /// An error of this part.
    var malformed: XLSXError { .malformed(part) }

    mutating func next() throws -> XMLScanner.Event? {
        try budget.step()
        do {
            return try xml.next()
        } catch {
            throw malformed
        }
    }

    /// Appends the text of the current event to the text of a cell.
    func append(to text: inout String) throws {
        try budget.step(xml.contentCount / 16)
        guard text.utf8.count + xml.contentCount <= XLSXReader.maximumCellBytes else {
            throw XLSXError.cellTooLong(limit: XLSXReader.maximumCellBytes)
        }
        text += xml.text
    }

    /// The text of an element with runs, up to its end, without phonetic hints (`rPh`).
    mutating func richText() throws -> String {
        let depth = xml.depth
        var result = ""
        var isText = false
        var phoneticDepth: Int?
        while let event = try next() {
            switch event {
            case .start:
                if xml.isNamed("rPh"), phoneticDepth == nil { phoneticDepth = xml.depth }
                isText = xml.isNamed("t")
            case .text: if isText, phoneticDepth == nil { try append(to: &result) }
            case .end:
                isText = false
                if xml.depth < phoneticDepth ?? 0 { phoneticDepth = nil }
                if xml.depth < depth { return XMLText.unescape(result) }
            }
        }
        throw malformed
    }
}
