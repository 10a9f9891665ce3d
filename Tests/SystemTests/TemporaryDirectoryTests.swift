// Whether temporary files can be made.

import System
import Testing

@Suite struct TemporaryDirectoryTests {
    @Test("a directory that takes files is fine")
    func usable() throws {
        try TemporaryDirectory.check(TemporaryDirectory.path)
    }

    @Test("a directory that is none is refused by name", arguments: ["/nonexistent", "/dev/null", ""])
    func unusable(path: String) {
        let error = #expect(throws: UnusableTemporaryDirectory.self) { try TemporaryDirectory.check(path) }
        #expect(error?.message.contains("directory \(path) cannot be used; set TMPDIR") == true)
    }
}
