// Links of the documentation: each leads somewhere.

import TestSupport
import Testing

@Suite("Documentation: links")
struct LinkTests {
    @Test("every link leads to a file, a folder or a heading of the repository", arguments: MarkdownPage.all)
    func lead(page: MarkdownPage) {
        #expect(Self.broken(in: page, among: MarkdownPage.all) == [])
    }

    @Test("a link to a file or a heading that does not exist is found")
    func find() {
        let page = MarkdownPage(
            name: "docs/sample.md",
            text: """
                # One heading, two
                [a](#one-heading-two) [b](limits.md) [c](../README.md) [d](../Sources/Host) [e](https://example.test/#x)
                [f](#two)
                [g](nothing.md)

                ```text
                [h](nowhere.md)
                ```

                [i](limits.md#nothing) [j](http://example.test/)
                """)
        #expect(
            Self.broken(in: page, among: MarkdownPage.all + [page]) == [
                "docs/sample.md:3: #two", "docs/sample.md:4: nothing.md", "docs/sample.md:10: limits.md#nothing",
                "docs/sample.md:10: http://example.test/",
            ])
    }

    /// The links that lead nowhere, with their places. Addresses beyond the repository are not asked.
    private static func broken(in page: MarkdownPage, among pages: [MarkdownPage]) -> [String] {
        page.links.filter { link in
            guard !link.text.hasPrefix("https://") else { return false }
            let parts = link.text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let file = parts[0].isEmpty ? page.name : resolve(String(parts[0]), from: page.name)
            guard parts.count == 2 else { return !Repository.files.contains { $0 == file || $0 == file + "/" } }
            return pages.first { $0.name == file }?.anchors.contains(String(parts[1])) != true
        }.map { "\(page.name):\($0.line): \($0.text)" }
    }

    /// A target as a path in the repository.
    private static func resolve(_ target: String, from page: String) -> String {
        var folders = page.split(separator: "/").dropLast()
        for part in target.split(separator: "/") {
            if part == ".." { folders = folders.dropLast() } else { folders.append(part) }
        }
        return folders.joined(separator: "/")
    }
}
