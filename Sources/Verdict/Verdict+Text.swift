// The verdict for the person in front of the terminal: what, where, how to see it again, in ten seconds.

extension Verdict {
    /// The most findings that the text shows; report files have all.
    private static let shown = 20

    /// Lines of text, each with its line end. Colours are left to nobody: logs of CI stay readable.
    public var text: String {
        var lines = [headline]
        for (index, finding) in findings.prefix(Self.shown).enumerated() {
            lines.append("")
            lines += text(of: finding, number: index + 1)
        }
        let rest = findings.count - Self.shown
        if rest > 0 { lines += ["", "... and \(rest) more; a report file has all of them."] }
        if omitted > 0 { lines += ["", "Too many to keep: \(omitted) more."] }
        if findings.contains(where: { $0.kind == .refusedRequest || $0.kind == .failedRequest }) {
            lines += ["", "A refusal that a test means is announced with POST /__admin/requests/expect."]
        }
        return lines.map { Self.printable($0) + "\n" }.joined()
    }

    /// A line without characters that would do something to a terminal: names and bodies come from clients.
    private static func printable(_ line: String) -> String {
        let isPlain = line.unicodeScalars.allSatisfy { $0.value >= 32 && !(127..<160).contains($0.value) }
        guard !isPlain else { return line }
        return String(
            String.UnicodeScalarView(
                line.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? "\u{FFFD}" : $0 }))
    }

    private var headline: String {
        let scope = worlds.count == 1 ? "world \(worlds[0])" : "\(worlds.count) worlds"
        let done = "\(Self.number(requests, "request")), \(Self.number(operations.count, "operation")), \(scope)"
        return isPassed
            ? "deepmock verdict: passed (\(done))"
            : "deepmock verdict: FAILED, \(Self.number(findings.count, "finding")) (\(done))"
    }

    private func text(of finding: Finding, number: Int) -> [String] {
        let often = finding.count > 1 ? ", \(finding.count) times" : ""
        let place = worlds.count > 1 ? " [\(finding.world)]" : ""
        var lines = ["\(number). \(finding.kind.title)\(often)\(place): \(finding.summary)"]
        for difference in finding.differences {
            let name = difference.pointer.isEmpty ? "(the whole)" : difference.pointer
            lines.append("   at \(name): expected \(difference.expected), got \(difference.got)")
        }
        if let hint = finding.hint { lines.append("   \(hint)") }
        if let example = finding.example { lines.append("   \(example.curl)") }
        return lines
    }

    static func number(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
