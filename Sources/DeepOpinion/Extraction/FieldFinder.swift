// Finding the fields of a document by their labels.

import Crypto
import System

/// Finds the fields of documents.
enum FieldFinder {
    /// The matches of some labels in a document, in the order of the labels.
    ///
    /// - Throws: `WorkError` when looking for them takes too long.
    static func matches(
        _ labels: [String], in document: ScannedDocument, seed: UInt64, budget: WorkBudget
    ) throws(WorkError) -> [FieldMatch] {
        let places = document.hasText ? try places(of: labels.map(plain), in: document, budget) : []
        var matches: [FieldMatch] = []
        for (index, label) in labels.enumerated() {
            var generator = SeededGenerator(seed: seed ^ document.digest ^ stableHash(label))
            if document.hasText {
                if let place = places[index] { matches.append(match(label, at: place, &generator)) }
                continue
            }
            let column = generator.double(in: 0.08...0.5)
            let row = generator.double(in: 0.05...0.9)
            matches.append(
                FieldMatch(
                    label: label, value: invented(label, &generator),
                    confidence: rounded(generator.double(in: 0.6...0.99)), page: 0,
                    box: (rounded(column), rounded(row), rounded(column + 0.3), rounded(row + 0.02))))
        }
        return matches
    }

    /// Where a value stands.
    private struct Place {
        let page: Int
        let line: Int
        let column: Int
        let value: String
        let lineCount: Int
    }

    /// The first place of each label: `label: value` on a line, or a label alone with the value on the line below.
    private static func places(
        of wanted: [String], in document: ScannedDocument, _ budget: WorkBudget
    ) throws(WorkError) -> [Place?] {
        let words = wanted.map { Array($0) }
        var places = [Place?](repeating: nil, count: words.count)
        var missing = Array(words.indices)
        for (page, lines) in document.pages.enumerated() {
            for (index, text) in lines.enumerated() where !missing.isEmpty {
                let line = SearchLine(text)
                var stillMissing: [Int] = []
                for label in missing {
                    try budget.step(line.characters.count / 4 + 1)
                    guard let (value, column) = value(of: words[label], in: line) else {
                        stillMissing.append(label)
                        continue
                    }
                    let below = index + 1 < lines.count ? lines[index + 1].trimmed : ""
                    let place =
                        value.isEmpty
                        ? Place(page: page, line: index + 1, column: 0, value: below, lineCount: lines.count)
                        : Place(page: page, line: index, column: column, value: value, lineCount: lines.count)
                    if place.value.isEmpty { stillMissing.append(label) } else { places[label] = place }
                }
                missing = stillMissing
            }
        }
        return places
    }

    private static func match(_ label: String, at place: Place, _ generator: inout SeededGenerator) -> FieldMatch {
        let height = 0.9 / Double(max(45, place.lineCount + 1))
        let left = min(0.9, 0.06 + Double(place.column) * 0.009)
        let top = 0.05 + Double(place.line) * height
        return FieldMatch(
            label: label, value: place.value, confidence: rounded(generator.double(in: 0.9...0.99)), page: place.page,
            box: (
                rounded(left), rounded(top), rounded(min(0.98, left + Double(place.value.count) * 0.009)),
                rounded(min(0.98, top + height))
            ))
    }

    /// A line as it is searched.
    private struct SearchLine {
        let characters: [Character]
        /// The same in lower case, with spaces for other separators.
        let normal: [Character]

        init(_ text: String) {
            characters = Array(text)
            normal = characters.map {
                $0 == "_" || $0 == "-" ? " " : Character($0.lowercased().first.map(String.init) ?? "")
            }
        }
    }

    /// The text after the label, and its column; nil when the line has no field of that name.
    private static func value(of words: [Character], in line: SearchLine) -> (String, Int)? {
        let (characters, normal) = (line.characters, line.normal)
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

    /// The text up to a tab or a wide gap, after which another column starts.
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
    /// The string without white space around it.
    fileprivate var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
