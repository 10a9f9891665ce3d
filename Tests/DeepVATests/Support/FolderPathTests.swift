// Tests of folder paths.

import Testing

@testable import DeepVA

@Suite("DeepVA: folder paths")
struct FolderPathTests {
    @Test(
        "outer slashes are added, empty segments dropped",
        arguments: [("", "/"), ("/", "/"), ("a", "/a/"), ("//a//b", "/a/b/"), ("/a b/ü/", "/a b/ü/")])
    func normalises(given: String, expected: String) throws {
        #expect(try FolderPath(given).text == expected)
    }

    @Test("the parent of a folder holds it; the root has none")
    func parents() throws {
        let folder = try FolderPath("/a/b/")
        #expect(folder.parent?.text == "/a/")
        #expect(folder.parent?.parent == .root)
        #expect(folder.parent?.parent?.parent == nil)
    }
}
