// The verdict as JUnit XML, which every CI system reads: a test case for each operation and kind of finding.

extension Verdict {
    /// An XML document: one suite for each platform, and one for what concerns none. An operation that was used without a
    /// finding is a test case that passed.
    public var junit: String {
        var suites: [(name: String, cases: [String], failures: Int)] = []
        func add(_ text: String, to name: String, isFailure: Bool) {
            let index =
                suites.firstIndex { $0.name == name }
                ?? {
                    suites.append((name, [], 0))
                    return suites.count - 1
                }()
            suites[index].cases.append(text)
            if isFailure { suites[index].failures += 1 }
        }
        for used in operations
        where !findings.contains(where: { $0.platform == used.platform && $0.operation == used.operation }) {
            add(testCase(used.operation, of: used.platform, failures: []), to: used.platform, isFailure: false)
        }
        for group in groups {
            let platform = group[0].platform ?? "deepmock"
            let name = [group[0].operation, group[0].kind.rawValue].compactMap(\.self).joined(separator: ": ")
            add(testCase(name, of: platform, failures: group), to: platform, isFailure: true)
        }
        if suites.isEmpty { suites = [("deepmock", [testCase("verdict", of: "deepmock", failures: [])], 0)] }
        let (tests, failures) = suites.reduce((0, 0)) { ($0.0 + $1.cases.count, $0.1 + $1.failures) }
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<testsuites name="deepmock verdict" tests="\#(tests)" failures="\#(failures)" errors="0">"#,
        ]
        for suite in suites {
            lines.append(
                #"  <testsuite name="\#(MarkupText.escape(suite.name))" tests="\#(suite.cases.count)" failures="\#(suite.failures)" errors="0" skipped="0">"#
            )
            lines += suite.cases
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).map { $0 + "\n" }.joined()
    }

    /// Findings by platform, operation and kind, in order.
    private var groups: [[Finding]] {
        var groups: [[Finding]] = []
        for finding in findings {
            let index = groups.firstIndex {
                $0[0].platform == finding.platform && $0[0].operation == finding.operation && $0[0].kind == finding.kind
            }
            if let index { groups[index].append(finding) } else { groups.append([finding]) }
        }
        return groups
    }

    private func testCase(_ name: String, of platform: String, failures: [Finding]) -> String {
        let start =
            #"    <testcase classname="deepmock.\#(MarkupText.escape(platform))" name="\#(MarkupText.escape(name))" time="0""#
        guard let first = failures.first else { return start + "/>" }
        let text = failures.map(Self.details).joined(separator: "\n")
        return [
            start + ">",
            #"      <failure type="\#(first.kind.rawValue)" message="\#(MarkupText.escape(first.summary))">\#(MarkupText.escape(text))</failure>"#,
            "    </testcase>",
        ].joined(separator: "\n")
    }

    private static func details(_ finding: Finding) -> String {
        var lines = ["\(finding.summary) (\(number(finding.count, "time")), world \(finding.world))"]
        lines += finding.differences.map { "at \($0.pointer): expected \($0.expected), got \($0.got)" }
        lines += [finding.hint, finding.example?.curl].compactMap(\.self)
        return lines.joined(separator: "\n")
    }
}
