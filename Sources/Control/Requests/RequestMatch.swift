// Compares requests with the pattern that a test author expects.

import Emulator
import HTTP
import JSON

/// A pattern for requests: all of its members must match.
struct RequestMatch {
    private let pattern: JSON

    /// - Parameter pattern: `platform`, `operation`, `method`, `path`, `status`, `verdict`, `query`, `headers`, `body`.
    init(_ pattern: JSON) {
        self.pattern = pattern
    }

    /// One difference from the pattern.
    struct Difference {
        let place: String
        let expected: JSON
        let got: JSON

        var json: JSON { ["place": .string(place), "expected": expected, "got": got] }
    }

    /// The differences from the pattern; empty when the request matches.
    func differences(_ entry: JournalEntry) -> [Difference] {
        var found: [Difference] = []
        func compare(_ name: String, _ got: JSON) {
            guard let expected = pattern[name], expected != got else { return }
            found.append(Difference(place: name, expected: expected, got: got))
        }
        compare("platform", .string(entry.platform))
        compare("operation", entry.operation.map(JSON.string) ?? .null)
        if let method = pattern["method"]?.string, method.uppercased() != entry.head.method.name {
            found.append(
                Difference(place: "method", expected: .string(method), got: .string(entry.head.method.name)))
        }
        if pattern["path"]?.string != entry.head.target.pathWithoutTenant {
            compare("path", .string(entry.head.target.rawPath))
        }
        compare("status", .int(entry.status))
        compare("verdict", .string(entry.verdict))
        for (name, expected) in pattern["query"]?.object ?? [:] {
            let got = query(entry).filter { $0.name == name }.map(\.value)
            if !got.contains(where: expected.isSaid) {
                let shown = got.first.map { JSON.string(Redaction.isSecret(name) ? Redaction.mark : $0) } ?? .null
                found.append(Difference(place: "query/\(name)", expected: expected, got: shown))
            }
        }
        for (name, expected) in pattern["headers"]?.object ?? [:] {
            let got = entry.head.headers.all(name)
            if !got.contains(where: expected.isSaid) {
                let shown = got.first.map { JSON.string(Redaction.header(name, $0)) } ?? .null
                found.append(Difference(place: "headers/\(name)", expected: expected, got: shown))
            }
        }
        if let expected = pattern["body"] {
            let body = entry.body.json(mediaType: entry.head.headers["content-type"])
            if body == nil, entry.body.isCut {
                found.append(
                    Difference(place: "body", expected: expected, got: "a body of which only the beginning was kept"))
            } else {
                collect(expected, body ?? .null, at: "body", isSecret: false, into: &found)
            }
        }
        return found
    }

    /// Objects may have more members than expected.
    private func collect(
        _ expected: JSON, _ got: JSON, at place: String, isSecret: Bool, into found: inout [Difference]
    ) {
        func differ() {
            let shown = isSecret && got != .null ? .string(Redaction.mark) : Redaction.body(got)
            found.append(Difference(place: place, expected: expected, got: shown))
        }
        switch (expected, got) {
        case (.object(let members), .object):
            for (name, value) in members {
                collect(
                    value, got[name] ?? .null, at: "\(place)/\(name)",
                    isSecret: isSecret || Redaction.isSecret(name), into: &found)
            }
        case (.array(let elements), .array(let others)) where elements.count == others.count:
            for (index, element) in elements.enumerated() {
                collect(element, others[index], at: "\(place)/\(index)", isSecret: isSecret, into: &found)
            }
        case (.array, _), (.object, _): differ()
        default: if !Self.isEqual(expected, got) { differ() }
        }
    }

    /// Forms have only texts, so a text equals any value that it says, on either side.
    private static func isEqual(_ expected: JSON, _ got: JSON) -> Bool {
        if case .string(let text) = got { return expected.isSaid(by: text) }
        if case .string(let text) = expected, !got.isNull { return got.isSaid(by: text) }
        return expected == got
    }

    private func query(_ entry: JournalEntry) -> [FormItem] {
        guard let raw = entry.head.target.rawQuery, let items = try? QueryItems(parsing: raw) else { return [] }
        return Array(items)
    }
}
