// The documentation's commands, as they stand on its pages: each does what its page shows.

import Foundation
import TestSupport
import Testing

@Suite("Documentation: commands")
struct PageCommandsTests {
    /// One command of a page with its continuation lines, or one Python program.
    private struct Step {
        let line: Int
        let isPython: Bool
        var text: String
        /// What the page shows of its output.
        var shown: [String] = []
    }

    /// What a page's first command starts: it stands on the page for the server that the test has started already.
    private static let start = "make run ARGS=\"--clock frozen\""

    /// The page that begins with an empty folder and a wheel: a story follows it.
    private static let ownStory = "docs/first-test.md"

    /// The steps of a page, in order.
    private static func steps(_ page: MarkdownPage) -> [Step] {
        var steps: [Step] = []
        for block in page.blocks {
            if block.language == "python" { steps.append(Step(line: block.line, isPython: true, text: block.text)) }
            guard block.language == "console" else { continue }
            var continues = false
            for (index, line) in block.lines.enumerated() {
                if line.hasPrefix("$ ") {
                    steps.append(Step(line: block.line + index + 1, isPython: false, text: String(line.dropFirst(2))))
                    continues = true
                } else if continues, line.hasPrefix("  ") {
                    steps[steps.count - 1].text += "\n" + line
                } else {
                    continues = false
                    steps[steps.count - 1].shown.append(line)
                }
            }
        }
        return steps
    }

    @Test(
        "the commands of a page, one after the other on a fresh server, succeed and print what the page shows",
        arguments: MarkdownPage.all.filter { !steps($0).isEmpty && $0.name != ownStory })
    func run(page: MarkdownPage) throws {
        let steps = Self.steps(page)
        try #require(steps.contains { $0.text == Self.start }, "a page must say how its server is started")
        try Folder.temporary { folder in
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/fixtures", withDestinationPath: Repository.path + "fixtures")
            try Server.run("--demo", "--clock", "frozen") { server in
                try Self.run(steps, of: page, in: folder, on: server)
            }
        }
    }

    /// Runs steps in one shell, so that a variable that one sets is there for the next.
    private static func run(_ steps: [Step], of page: MarkdownPage, in folder: String, on server: Server) throws {
        // An answer that is an error ends curl with 22, so that it cannot pass unnoticed.
        var script = """
            cd '\(folder)'
            curl() { command curl -sS --fail-with-body "$@"; }
            deepmock() { '\(try Program.binary())' "$@"; }

            """
        let steps = steps.filter { !$0.text.hasPrefix("make ") && !$0.text.hasPrefix("docker ") }
        for (number, step) in steps.enumerated() {
            let text = step.text.replacing(":8484", with: ":\(server.port)")
            let file = "\(folder)/.step-\(number)"
            try Data((text + "\n").utf8).write(to: URL(filePath: file))
            let runner = step.isPython ? "/usr/bin/python3" : "source"
            script += "\(runner) '\(file)' >'\(file).out' 2>'\(file).errors'; echo $? >'\(file).end'\n"
        }
        let outcome = try Program.run(
            "bash", ["-c", script], environment: ["PYTHONDONTWRITEBYTECODE": "1"], seconds: 120)
        #expect(outcome.ending == .exit(0), "\(page.name): \(outcome.errors)")
        for (number, step) in steps.enumerated() {
            let place = "\(page.name):\(step.line): \(step.text)"
            let output = Folder.text("\(folder)/.step-\(number).out").replacing(":\(server.port)", with: ":8484")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let errors = Folder.text("\(folder)/.step-\(number).errors")
            let end = Folder.text("\(folder)/.step-\(number).end").trimmingCharacters(in: .whitespacesAndNewlines)
            // A refusal is shown on the page, or it is a failure.
            #expect(end == "0" || (end == "22" && !step.shown.isEmpty), "\(place)\n\(output)\(errors)")
            let shown = step.shown.joined(separator: "\n")
            if !shown.isEmpty && !shows(shown, output) { Issue.record("\(place)\nshows \(shown)\ngets \(output)") }
        }
    }

    /// Whether a page shows an output: whole, or as pieces with `...` for what is left out.
    private static func shows(_ shown: String, _ output: String) -> Bool {
        let pieces = shown.components(separatedBy: "...")
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return shown == output }
        guard output.hasPrefix(first), output.hasSuffix(last) else { return false }
        var rest = output.dropFirst(first.count)
        for piece in pieces.dropFirst() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
