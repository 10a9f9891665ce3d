// An uploaded document as extraction sees it: pages with lines of text, where the file has any.

import Crypto
import Formats
import System

/// A document that fields are extracted from. Made on the thread pool.
struct ScannedDocument: Sendable {
    /// File extensions that are taken.
    static let extensions: Set<String> = ["pdf", "jpg", "jpeg", "png", "tif", "tiff", "webp"]
    /// The largest file, in bytes.
    static let maximumBytes = 64 << 20

    let name: String
    /// The lines of each page; at least one page.
    let pages: [[String]]
    /// Whether there is any text; a picture has none.
    let hasText: Bool
    /// Equal files, equal numbers.
    let digest: UInt64

    /// Whether a file of this name is taken.
    static func accepts(_ filename: String) -> Bool {
        guard let dot = filename.lastIndex(of: ".") else { return false }
        return extensions.contains(filename[filename.index(after: dot)...].lowercased())
    }

    init(_ name: String, _ payload: Payload) throws {
        self.name = name
        let bytes = try payload.bytes(maximum: Self.maximumBytes)
        digest = stableHash(bytes)
        let found = PDFText.pages(of: bytes)
        if !found.isEmpty {
            pages = found
        } else if ImageHeader.read(Array(bytes.prefix(4096))) == nil, let text = Self.plainText(bytes) {
            pages = text.split(separator: "\u{0C}", omittingEmptySubsequences: false).map { page in
                page.split(whereSeparator: \.isNewline).map(String.init)
            }
        } else {
            pages = [[]]
        }
        hasText = pages.contains { !$0.isEmpty }
    }

    /// Test files are often plain texts under another name.
    private static func plainText(_ bytes: [UInt8]) -> String? {
        guard bytes.count <= 1 << 20, !bytes.contains(where: { $0 < 0x09 || (0x0E..<0x20).contains($0) }) else {
            return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// A field that was found, or made up where there is no text to find it in.
struct FieldMatch: Sendable {
    let label: String
    let value: String
    /// From 0 to 1.
    let confidence: Double
    /// Counted from 0.
    let page: Int
    /// Left, top, right and bottom, each from 0 to 1.
    let box: (left: Double, top: Double, right: Double, bottom: Double)

    /// Whether the value is what its label speaks of: dates and amounts have digits.
    var isConverted: Bool {
        switch FieldKind(label) {
        case .date, .amount: value.contains(where: \.isNumber)
        case .email: value.contains("@")
        default: true
        }
    }
}

/// What kind of value a label asks for, by its name.
enum FieldKind: Sendable {
    case date, amount, number, email, name, other

    init(_ label: String) {
        let words = label.lowercased()
        let kinds: [(FieldKind, [String])] = [
            (.email, ["mail"]), (.date, ["date", "datum", "day", "due"]),
            (.amount, ["amount", "total", "price", "sum", "tax", "vat", "betrag", "preis"]),
            (.number, ["number", "no", "id", "nr", "iban", "nummer", "code"]),
            (.name, ["name", "customer", "supplier", "vendor", "person", "company", "kunde"]),
        ]
        self = kinds.first { kind in kind.1.contains { words.contains($0) } }?.0 ?? .other
    }
}

/// Finds the fields of documents.
enum FieldFinder {
    /// The matches of some labels in a document, in the order of the labels.
    static func matches(_ labels: [String], in document: ScannedDocument, seed: UInt64) -> [FieldMatch] {
        labels.compactMap { label in
            var generator = SeededGenerator(seed: seed ^ document.digest ^ stableHash(label))
            if document.hasText { return find(label, in: document, &generator) }
            let column = generator.double(in: 0.08...0.5)
            let row = generator.double(in: 0.05...0.9)
            return FieldMatch(
                label: label, value: invented(label, &generator),
                confidence: rounded(generator.double(in: 0.6...0.99)), page: 0,
                box: (rounded(column), rounded(row), rounded(column + 0.3), rounded(row + 0.02)))
        }
    }

    /// `label: value` on a line, or a label alone with the value on the line below.
    private static func find(
        _ label: String, in document: ScannedDocument, _ generator: inout SeededGenerator
    ) -> FieldMatch? {
        let wanted = plain(label)
        for (page, lines) in document.pages.enumerated() {
            for (index, line) in lines.enumerated() {
                guard let (value, column) = value(of: wanted, in: line) else { continue }
                let isBelow = value.isEmpty
                let text = isBelow ? (index + 1 < lines.count ? lines[index + 1].trimmed : "") : value
                guard !text.isEmpty else { continue }
                let height = 0.9 / Double(max(45, lines.count + 1))
                let left = min(0.9, 0.06 + Double(isBelow ? 0 : column) * 0.009)
                let top = 0.05 + Double(isBelow ? index + 1 : index) * height
                return FieldMatch(
                    label: label, value: text, confidence: rounded(generator.double(in: 0.9...0.99)), page: page,
                    box: (
                        rounded(left), rounded(top), rounded(min(0.98, left + Double(text.count) * 0.009)),
                        rounded(min(0.98, top + height))
                    ))
            }
        }
        return nil
    }

    /// What stands behind the label, and in which column; nil when the line does not begin a field of that name.
    private static func value(of wanted: String, in line: String) -> (String, Int)? {
        let characters = Array(line)
        let normal = characters.map {
            $0 == "_" || $0 == "-" ? " " : Character($0.lowercased().first.map(String.init) ?? "")
        }
        let words = Array(wanted)
        guard !words.isEmpty, normal.count >= words.count else { return nil }
        for start in 0...(normal.count - words.count) where normal[start..<start + words.count].elementsEqual(words) {
            guard start == 0 || !characters[start - 1].isLetter else { continue }
            var index = start + words.count
            guard index == characters.count || !characters[index].isLetter else { continue }
            var hasMark = index == characters.count
            while index < characters.count, " \t:=#.".contains(characters[index]) {
                if characters[index] != " " { hasMark = true }
                index += 1
            }
            guard hasMark || start == 0 else { continue }
            return (cell(characters[index...]), index)
        }
        return nil
    }

    /// Up to a tabulator or a wide gap: what follows belongs to another column.
    private static func cell(_ characters: ArraySlice<Character>) -> String {
        var value = ""
        var gap = 0
        for character in characters {
            if character == "\t" { break }
            gap = character == " " ? gap + 1 : 0
            if gap == 3 { break }
            value.append(character)
        }
        return value.trimmed
    }

    private static func plain(_ label: String) -> String {
        String(label.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 }).trimmed
    }

    private static func invented(_ label: String, _ generator: inout SeededGenerator) -> String {
        switch FieldKind(label) {
        case .date: "2026-0\(generator.int(in: 1...9))-\(generator.int(in: 10...28))"
        case .amount: "\(generator.int(in: 10...9999)).\(generator.int(in: 10...99))"
        case .number: "\(generator.int(in: 100_000...999_999))"
        case .email: "office@example.com"
        case .name: generator.pick(["Example Ltd", "Sample and Sons", "Model Trading", "Test Works"]) ?? ""
        case .other: generator.pick(["standard", "open", "confirmed", "as agreed"]) ?? ""
        }
    }

    static func rounded(_ value: Double) -> Double { (min(1, max(0, value)) * 10_000).rounded() / 10_000 }
}

extension String {
    /// The text without white space around it.
    fileprivate var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
