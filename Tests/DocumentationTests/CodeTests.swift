// Blocks of code in the documentation: every one is run, compared with a file, or read.

import Foundation
import JSON
import TestSupport
import Testing

@Suite("Documentation: code")
struct CodeTests {
    @Test("every block says what it is, and is checked by that", arguments: MarkdownPage.all)
    func blocks(page: MarkdownPage) {
        for block in page.blocks { #expect(Self.fault(of: block) == nil, "\(page.name):\(block.line)") }
    }

    @Test("a block that nobody checks, or that is not what its file says, is found")
    func find() {
        let page = MarkdownPage(
            name: "sample.md",
            text: """
                ```console
                $ make test
                ```
                ```swift Sources/Host/Host.swift
                /// A server: made, then run until it is told to start.
                ```
                ```json
                {"a": }
                ```
                ```
                something
                ```
                ```swift Sources/Host/Nothing.swift
                ```
                ```ruby
                puts 1
                ```
                """)
        let faults = page.blocks.map(Self.fault)
        #expect(faults[0] == nil)
        #expect(faults[1] == "Sources/Host/Host.swift does not have these lines")
        #expect(faults[2]?.hasPrefix("not JSON") == true)
        #expect(faults[3] == "a block needs a language")
        #expect(faults[4] == "there is no Sources/Host/Nothing.swift")
        #expect(faults[5] == "nobody checks ruby")
    }

    /// What is wrong with a block; nil when nothing is.
    private static func fault(of block: MarkdownPage.Block) -> String? {
        switch block.language {
        // Run by LiveTests.
        case "console", "python": return nil
        // For eyes alone.
        case "text": return nil
        case "json":
            do {
                _ = try JSON(parsing: Array(block.text.utf8))
                return nil
            } catch {
                return "not JSON: \(error)"
            }
        case "swift", "yaml", "sql", "makefile":
            guard Repository.files.contains(block.file) else { return "there is no \(block.file)" }
            let file = Repository.text(block.file).components(separatedBy: "\n")
            return contains(file, block.lines) ? nil : "\(block.file) does not have these lines"
        case "": return "a block needs a language"
        default: return "nobody checks \(block.language)"
        }
    }

    /// Whether a file has these lines one after the other, all indented alike or less.
    private static func contains(_ file: [String], _ lines: [String]) -> Bool {
        guard let first = lines.first, file.count >= lines.count else { return false }
        return (0...file.count - lines.count).contains { start in
            guard file[start].hasSuffix(first) else { return false }
            let indent = file[start].dropLast(first.count)
            return indent.allSatisfy { $0 == " " }
                && zip(file[start...], lines).allSatisfy { $0 == ($1.isEmpty ? "" : indent + $1) }
        }
    }
}
