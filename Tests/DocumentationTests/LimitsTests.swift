// docs/limits.md and the constants in the sources say the same numbers.

import Foundation
import TestSupport
import Testing

@Suite("Documentation: limits")
struct LimitsTests {
    private static let page = Repository.text("docs/limits.md")

    @Test("every number in the tables of limits is a constant of the sources", arguments: Row.all(of: page))
    func numbers(row: Row) throws {
        guard let constants = DocumentedLimits.rows[row.subject] else {
            Issue.record("docs/limits.md has the row “\(row.subject)”, which DocumentedLimits does not know")
            return
        }
        let expected = try constants.map { try $0.text() }
        #expect(row.numbers.sorted() == expected.sorted())
    }

    @Test("every documented limit has a row")
    func rows() {
        let subjects = Row.all(of: Self.page).map(\.subject)
        #expect(Set(subjects) == Set(DocumentedLimits.rows.keys))
        #expect(Set(subjects).count == subjects.count)
    }

    @Test(
        "constants are read from the sources, whatever their form",
        arguments: [
            ("    static let most = 64 << 20", "most", 64 << 20), ("entries: Int = 20_000,", "entries", 20_000),
            ("public var headMilliseconds = 10_000", "headMilliseconds", 10_000),
            ("public static let edge = 65_536", "edge", 65_536), ("static let mostly = 3", "most", nil),
            ("static let most = least", "most", nil),
        ])
    func constants(source: String, name: String, value: Int?) {
        #expect(SourceConstant.value(of: name, in: source) == value)
    }

    @Test(
        "numbers are read from the page as they are written there",
        arguments: [
            ("| body | 5 GiB | `--max-body-bytes` | 413 |", ["5 GiB"]),
            ("| zip | 20,000 entries, 4 GiB unpacked, 200 : 1 above 1 MiB |", ["20,000", "4 GiB", "200", "1 MiB"]),
            ("| time | 10 s | `--head-timeout` | 408 |", ["10 s"]),
        ])
    func reading(line: String, numbers: [String]) throws {
        #expect(try #require(Row(line)).numbers == numbers)
    }
}

/// A row of a table with limits.
struct Row: Sendable, CustomTestStringConvertible {
    /// What is limited: the first cell.
    let subject: String
    /// The numbers of the other cells, with their units; statuses and the 1 of a ratio are none.
    let numbers: [String]

    var testDescription: String { subject }

    init?(_ line: String) {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard line.hasPrefix("|"), cells.count > 1, !cells[0].hasPrefix("---"), cells[1] != "limit",
            cells[1] != "default"
        else { return nil }
        subject = cells[0]
        let text = cells.dropFirst().joined(separator: " | ")
            .replacing(/`[^`]*`/, with: "").replacing(/: 1\b/, with: "")
        let statuses: Set<String> = ["400", "408", "409", "413", "414", "431", "503", "507"]
        numbers = text.matches(of: /[0-9][0-9,]*( (KiB|MiB|GiB|s)\b)?/).map { match in
            String(match.output.0).trimmingCharacters(in: [","])
        }.filter { !statuses.contains($0) }
    }

    static func all(of page: String) -> [Row] {
        page.components(separatedBy: "\n").compactMap(Row.init)
    }
}

/// A number in a Swift file, and how the documentation writes it.
struct SourceConstant: Sendable {
    /// What the number counts.
    enum Unit {
        case count
        case millions
        case bytes
        case milliseconds
    }

    /// Below `Sources`.
    let file: String
    let name: String
    let unit: Unit

    /// The number as the documentation has it.
    func text() throws -> String {
        let value = try #require(
            Self.value(of: name, in: Repository.text("Sources/\(file)")), "Sources/\(file) has no constant \(name)")
        switch unit {
        case .count: return Self.grouped(value)
        case .millions: return Self.grouped(value / 1_000_000)
        case .milliseconds: return "\(value / 1000) s"
        case .bytes:
            for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where value >= 1 << shift {
                return "\(value >> shift) \(unit)"
            }
            return Self.grouped(value)
        }
    }

    /// The value of the first `name = …`, `name: Int = …` or `name: …` with a number in a source text.
    static func value(of name: String, in source: String) -> Int? {
        let name = NSRegularExpression.escapedPattern(for: name)
        guard let pattern = try? Regex("\\b\(name)(: Int)?(?: =|:) ([0-9_]+)( << ([0-9]+))?\\b"),
            let match = source.firstMatch(of: pattern), let digits = match.output[2].substring,
            let number = Int(digits.filter { $0 != "_" })
        else { return nil }
        return number << (match.output[4].substring.flatMap { Int($0) } ?? 0)
    }

    private static func grouped(_ value: Int) -> String {
        var digits = String(value)
        var end = digits.count - 3
        while end > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: end))
            end -= 3
        }
        return digits
    }
}
