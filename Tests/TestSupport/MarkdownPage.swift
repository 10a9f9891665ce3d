// Pages of the documentation, as tests look at them: headings, links, names in code, and blocks of code.

import Foundation
import Testing

/// One Markdown page.
public struct MarkdownPage: Sendable, CustomTestStringConvertible {
    /// A piece of a page and the line on which it begins, from 1.
    public struct Mention: Sendable {
        /// The target of a link, or a piece of text in code style.
        public let text: String
        /// Its line.
        public let line: Int
    }

    /// A fenced block of code.
    public struct Block: Sendable {
        /// The first word behind the fence, for example `console`.
        public let language: String
        /// The rest of that line: the file from which the block is taken, or nothing.
        public let file: String
        /// The lines between the fences.
        public let lines: [String]
        /// The line of the opening fence.
        public let line: Int

        /// The lines as one text.
        public var text: String { lines.joined(separator: "\n") }
    }

    /// Where the page is in the repository, for example `docs/limits.md`.
    public let name: String
    /// How many lines it has.
    public let lineCount: Int
    /// What links to its headings end with, by the rule of GitHub.
    public private(set) var anchors: [String] = []
    /// The targets of its links.
    public private(set) var links: [Mention] = []
    /// What stands in code style within the text.
    public private(set) var names: [Mention] = []
    /// Its blocks of code.
    public private(set) var blocks: [Block] = []

    /// Reads a page.
    public init(name: String, text: String) {
        self.name = name
        var lines = text.components(separatedBy: "\n")
        if lines.last == "" { lines.removeLast() }
        lineCount = lines.count
        var prose: [String] = []
        var fence: (line: Int, words: [Substring])?
        var code: [String] = []
        for (index, line) in lines.enumerated() {
            let isFence = line.hasPrefix("```")
            // Code leaves an empty line behind, so that lines can still be counted.
            prose.append(isFence || fence != nil ? "" : line)
            if let open = fence {
                if isFence {
                    blocks.append(
                        Block(
                            language: open.words.first.map(String.init) ?? "",
                            file: open.words.dropFirst().joined(separator: " "), lines: code, line: open.line))
                    fence = nil
                    code = []
                } else {
                    code.append(line)
                }
            } else if isFence {
                fence = (index + 1, line.dropFirst(3).split(separator: " "))
            } else if let heading = line.wholeMatch(of: /#{1,6} (.+)/) {
                anchors.append(Self.anchor(of: String(heading.1)))
            }
        }
        read(prose: prose.joined(separator: "\n"))
    }

    /// Its name.
    public var testDescription: String { name }

    private mutating func read(prose: String) {
        func mention(_ text: Substring, at index: String.Index) -> Mention {
            Mention(text: String(text), line: prose[..<index].count { $0 == "\n" } + 1)
        }
        names = prose.matches(of: /`([^`\n]+)`/).map { mention($0.1, at: $0.range.lowerBound) }
        links = prose.matches(of: /\]\(([^()\s]+)\)/).map { mention($0.1, at: $0.range.lowerBound) }
    }

    private static func anchor(of heading: String) -> String {
        String(
            heading.lowercased().compactMap { character in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
            })
    }
}

extension MarkdownPage {
    /// Every page of the repository: those beside `Package.swift`, then those of `docs`.
    public static let all: [MarkdownPage] = ["", "docs/"].flatMap { folder in
        Repository.names(in: folder).filter { $0.hasSuffix(".md") }.map { name in
            MarkdownPage(name: folder + name, text: Repository.text(folder + name))
        }
    }

    /// The page of that name; asking for one that does not exist ends the tests.
    public static func named(_ name: String) -> MarkdownPage {
        guard let page = all.first(where: { $0.name == name }) else { preconditionFailure("There is no page \(name).") }
        return page
    }
}
