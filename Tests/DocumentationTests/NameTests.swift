// Names in the documentation: files, types and make's targets that a page mentions exist.

import Foundation
import TestSupport
import Testing

@Suite("Documentation: names")
struct NameTests {
    /// The history speaks of what has gone.
    private static let pages = MarkdownPage.all.filter { $0.name != "CHANGELOG.md" }

    @Test("every file and folder that a page mentions exists", arguments: pages)
    func files(page: MarkdownPage) {
        #expect(Self.missing(page, where: Self.isMissingFile) == [])
    }

    @Test("every type that a page mentions is declared", arguments: pages)
    func types(page: MarkdownPage) {
        #expect(Self.missing(page, where: Self.isMissingType) == [])
    }

    @Test("every target of make that a page mentions exists", arguments: pages)
    func targets(page: MarkdownPage) {
        #expect(Self.missing(page, where: Self.isMissingTarget) == [])
        for line in page.blocks.flatMap(\.lines) where line.hasPrefix("$ make ") {
            #expect(!Self.isMissingTarget(String(line.dropFirst(2))), "\(page.name): \(line)")
        }
    }

    @Test("names of files, types and targets that do not exist are found")
    func find() {
        let page = MarkdownPage(
            name: "sample.md",
            text: """
                `Sources/Host/Host.swift` `Host.swift` `Sources/<Platform>/Dialect.swift` `Sources/Emulator`
                `Sources/Nothing` `Nothing.swift` `Sources/<Platform>/Nothing.swift`
                `RequestReader` `Authorization` `make test`
                `NothingReader` `make nothing`
                """)
        #expect(
            Self.missing(page, where: Self.isMissingFile) == [
                "sample.md:2: Sources/Nothing", "sample.md:2: Nothing.swift",
                "sample.md:2: Sources/<Platform>/Nothing.swift",
            ])
        #expect(Self.missing(page, where: Self.isMissingType) == ["sample.md:4: NothingReader"])
        #expect(Self.missing(page, where: Self.isMissingTarget) == ["sample.md:4: make nothing"])
    }

    private static func missing(_ page: MarkdownPage, where isMissing: (String) -> Bool) -> [String] {
        page.names.filter { isMissing($0.text) }.map { "\(page.name):\($0.line): \($0.text)" }
    }

    // MARK: - Files

    private static let folders = Set(Repository.files.filter { $0.hasSuffix("/") }.map { $0.prefix { $0 != "/" } })
    private static let files = Set(Repository.files)
    private static let fileNames = Set(Repository.files.compactMap { $0.split(separator: "/").last })

    /// A path is what begins with a folder of the repository; a name of a Swift file may stand alone. A part in angle
    /// brackets stands for any name.
    private static func isMissingFile(_ text: String) -> Bool {
        guard !text.contains(" ") else { return false }
        guard text.contains("/") else { return text.hasSuffix(".swift") && !fileNames.contains(text[...]) }
        guard folders.contains(text.prefix { $0 != "/" }) else { return false }
        let path = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard path.contains("<") else { return !files.contains(path) && !files.contains(path + "/") }
        let parts = path.split(separator: /<[^>]*>/, omittingEmptySubsequences: false)
        return !files.contains { file in
            guard let first = parts.first, file.hasPrefix(first) else { return false }
            var rest = file.dropFirst(first.count)
            for part in parts.dropFirst() {
                guard let found = rest.firstRange(of: part) else { return false }
                rest = rest[found.upperBound...]
            }
            return rest.isEmpty || rest == "/" || parts.last?.isEmpty == true
        }
    }

    // MARK: - Types

    private static let types: Set<Substring> = {
        let sources = Repository.files.filter { $0.hasSuffix(".swift") }.map(Repository.text).joined(separator: "\n")
        return Set(
            sources.matches(of: /\b(?:struct|class|enum|protocol|actor|typealias|case) +([A-Z][A-Za-z0-9]*)/).map(\.1))
    }()

    /// A type is a word that begins with a capital letter and has another behind a small one.
    private static func isMissingType(_ text: String) -> Bool {
        guard text.wholeMatch(of: /[A-Z][A-Za-z0-9]*[a-z][A-Z][A-Za-z0-9]*/) != nil else { return false }
        return !types.contains(text[...]) && !folderNames.contains(text[...])
    }

    private static let folderNames = Set(
        Repository.files.filter { $0.hasSuffix("/") }.compactMap { $0.split(separator: "/").last })

    // MARK: - Targets of make

    private static let targets = Set(
        Repository.text("Makefile").split(separator: "\n").compactMap { $0.firstMatch(of: /^([a-z-]+):/)?.1 })

    private static func isMissingTarget(_ text: String) -> Bool {
        guard let target = text.firstMatch(of: /^make ([a-z-]+)/)?.1 else { return false }
        return !targets.contains(target)
    }
}
