// The promise of the build tool for the dashboard: everything is packed, and what is wrong is told with its file.

import Embedding
import Foundation
import System
import Testing

@Suite struct AssetEmbeddingTests {
    /// Embeds files below a folder.
    private static func embed(
        _ files: [String: [UInt8]], library: String = "library"
    ) throws -> (source: String?, problems: String) {
        let root = NSTemporaryDirectory() + "deepmock-assets-" + UUID().uuidString
        defer { try? Files.removeTree(root) }
        for (path, bytes) in files {
            try Files.createDirectory(Files.directory(of: root + "/" + path))
            try Files.writeAtomically(bytes, to: root + "/" + path)
        }
        let embedding = AssetEmbedding(
            folder: root + "/assets", library: root + "/" + library, notice: root + "/notice")
        return (embedding.source, embedding.problems.replacing(root + "/", with: ""))
    }

    private static let inOrder: [String: [UInt8]] = [
        "assets/main.js": Array("import './pages/one.js';\n".utf8),
        "assets/pages/one.js": Array("const raw = `\\#`;\n".utf8),
        "assets/.hidden": Array("no\n".utf8), "library/preact.js": Array("export {};\n".utf8),
        "library/vdom/diff.js": Array("export {};\n".utf8), "library/preact.d.ts": Array("no\n".utf8),
        "notice": Array("MIT\n".utf8),
    ]

    @Test("Files are packed under their names, modules of the library without their endings")
    func packs() throws {
        let (source, problems) = try Self.embed(Self.inOrder)
        #expect(problems == "")
        let text = try #require(source)
        for name in ["main.js", "pages/one.js", "preact/preact", "preact/vdom/diff", "preact/licence.txt"] {
            #expect(text.contains("\n\(name)\n"), "\(name)")
        }
        #expect(text.contains("const raw = `\\#`;"))
        #expect(!text.contains("hidden") && !text.contains(".d"))
    }

    @Test("A missing library is told with what to install")
    func missingLibrary() throws {
        let (source, problems) = try Self.embed(Self.inOrder, library: "nothing")
        #expect(source == nil)
        #expect(problems.hasPrefix("nothing:1: error: "))
        #expect(problems.contains("node-preact"))
    }

    @Test(
        "What is no text, or too large, is told with its file",
        arguments: [
            ("assets/bad.js", [0xFF], "assets/bad.js:1: error: "),
            ("assets/dos.js", [0x0D, 0x0A], "assets/dos.js:1: error: "),
            ("assets/large.js", [UInt8](repeating: 0x61, count: 300 << 10), "assets:1: error: the dashboard has"),
        ] as [(String, [UInt8], String)])
    func problems(path: String, bytes: [UInt8], message: String) throws {
        let (source, problems) = try Self.embed(Self.inOrder.merging([path: bytes]) { $1 })
        #expect(source == nil)
        #expect(problems.hasPrefix(message), "\(problems)")
    }
}
