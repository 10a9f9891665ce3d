// The README's commands, as they stand there: each must succeed.

import Foundation
import JSON
import Testing

@Suite("README")
struct ReadmeTests {
    /// A command with its continuation lines, and what the text shows of its answer.
    private struct Command {
        var text: String
        var answer = ""
    }

    /// The commands of the console blocks, in order.
    private static func commands() throws -> [Command] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
            .standardizedFileURL
        let lines = try String(contentsOf: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        var commands: [Command] = []
        var isInBlock = false
        var continues = false
        for line in lines {
            if line.hasPrefix("```") {
                isInBlock = line == "```console"
                continues = false
            } else if isInBlock, line.hasPrefix("$ ") {
                commands.append(Command(text: String(line.dropFirst(2))))
                continues = true
            } else if isInBlock, continues, line.hasPrefix("  ") {
                commands[commands.count - 1].text += "\n" + line
            } else {
                continues = false
                if isInBlock, !commands.isEmpty { commands[commands.count - 1].answer += line }
            }
        }
        return commands
    }

    @Test("every command succeeds and gives what the text shows, one after the other, on a server with demo data")
    func runs() throws {
        let commands = try Self.commands()
        #expect(commands.count >= 30)
        try Folder.temporary { folder in
            try FileManager.default.copyItem(
                atPath: Folder.fixture("files/photo.jpg"), toPath: "\(folder)/photo.jpg")
            try Server.run("--demo") { server in
                var storage = ""
                var job = ""
                for command in commands where !command.text.hasPrefix("make ") {
                    // What an earlier answer has named stands in the text as it was when the text was written.
                    let script =
                        command.text
                        .replacing(/storage:\/\/[A-Za-z0-9]{20}/, with: storage)
                        .replacing(/jobs\/[0-9a-f-]{36}/, with: "jobs/\(job)")
                        .replacing(/http:\/\/127\.0\.0\.1:8484/, with: server.base)
                        .replacing(".build-release/release/deepmock", with: try Program.binary())
                    let prelude = """
                        set -e; cd '\(folder)'; BASE='\(server.base)'
                        curl() { command curl -sS --fail-with-body "$@"; }
                        """
                    let outcome = try Program.run("bash", ["-c", prelude + "\n" + script], seconds: 60)
                    #expect(outcome.ending == .exit(0), "\(script)\n\(outcome.output)\(outcome.errors)")
                    // Answers are shown shortened, or whole: the whole ones must be right.
                    if !command.answer.isEmpty, !command.answer.contains("...") {
                        let answer = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
                        #expect(answer == command.answer, "\(script)")
                    }
                    if let found = outcome.output.firstMatch(of: /storage:\/\/[A-Za-z0-9]{20}/) {
                        storage = String(found.0)
                    }
                    if let found = outcome.output.firstMatch(of: /"id":"([0-9a-f-]{36})"/) { job = String(found.1) }
                }
                #expect(!storage.isEmpty && !job.isEmpty)
            }
        }
    }
}
