// Flags and limits in the documentation are those that the program explains itself.

import Foundation
import TestSupport
import Testing

@Suite("Documentation: flags")
struct PageFlagsTests {
    @Test("every flag and every environment variable that a page mentions exists")
    func flags() throws {
        let known = Set(try Self.help().matches(of: /--[a-z][a-z-]*/).map { String($0.0) })
        #expect(known.count > 30)
        let told = try Self.toldByExec()
        #expect(told.contains("DEEPMOCK_URL"))
        // The history speaks of what has gone.
        for page in MarkdownPage.all where page.name != "CHANGELOG.md" {
            for name in page.names where name.text.hasPrefix("--") || name.text.hasPrefix("deepmock ") {
                for flag in name.text.matches(of: /--[a-z][a-z-]*/) {
                    #expect(known.contains(String(flag.0)), "\(page.name):\(name.line)")
                }
            }
            for name in page.names {
                guard let variable = name.text.firstMatch(of: /DEEPMOCK_([A-Z_]+)/),
                    !told.contains(String(variable.0))
                else { continue }
                let flag = "--" + variable.1.lowercased().replacing("_", with: "-")
                #expect(known.contains(flag), "\(page.name):\(name.line)")
            }
        }
    }

    @Test("the limits on the page are the defaults of their flags")
    func limits() throws {
        let rows = Repository.text("docs/limits.md").matches(of: /\n\| [^|\n]+ \| ([^|\n]+) \| `(--[a-z-]+)` \|/)
        #expect(rows.count >= 10)
        let help = try Self.help().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for row in rows {
            let (value, flag) = (row.1, row.2)
            let explained = try #require(help.firstRange(of: "\(flag) <"), "\(flag)")
            let number = help[explained.upperBound...].firstMatch(of: /\(default: ([0-9]+)\)/)?.1
            #expect(Self.number(value) == number.flatMap { Int($0) }, "\(flag): \(value)")
        }
    }

    /// `32 KiB`, `1,000` and `10 s` as numbers.
    private static func number(_ text: Substring) -> Int? {
        let words = text.replacing(",", with: "").split(separator: " ")
        guard let first = words.first.flatMap({ Int($0) }) else { return nil }
        let units = ["KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
        return first * (words.dropFirst().first.flatMap { units[String($0)] } ?? 1)
    }

    /// The variables that exec tells its command.
    private static func toldByExec() throws -> Set<String> {
        let outcome = try Program.run(Program.binary(), ["exec", "--no-verdict", "--", "env"])
        return Set(outcome.output.matches(of: /(?m)^(DEEPMOCK_[A-Z_]+)=/).map { String($0.1) })
    }

    private static func help() throws -> String {
        try [
            ["serve"], ["exec"], ["demo"], ["ca", "path"], ["verdict"], ["healthcheck"], ["contracts", "coverage"],
            ["move"], ["route"],
        ].map { command in
            try Program.run(Program.binary(), command + ["--help"]).output
        }.joined()
    }
}
