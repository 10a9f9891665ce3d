// Whether temporary files can be made, and where.

import Foundation
import System
import Testing

@Suite struct TemporaryDirectoryTests {
    @Test("a directory that takes files is fine")
    func usable() throws {
        try TemporaryDirectory.check(TemporaryDirectory.path)
        #expect(try TemporaryDirectory.usable() == TemporaryDirectory.path)
    }

    @Test("a directory that is none is refused by name", arguments: ["/nonexistent", "/dev/null", ""])
    func unusable(path: String) {
        let error = #expect(throws: UnusableTemporaryDirectory.self) { try TemporaryDirectory.check(path) }
        #expect(error?.message.contains("directory \(path) cannot be used; set TMPDIR") == true)
    }

    @Test("where there is no directory, files are made in memory, and are files like others")
    func inMemory() throws {
        let file = try File.temporary(in: TemporaryDirectory.inMemory)
        try file.write([1, 2, 3], at: 1 << 20)
        #expect(try file.size() == (1 << 20) + 3)
        #expect(try file.read(at: 1 << 20, count: 10) == [1, 2, 3])
        #expect(try !file.isSame(as: File.temporary(in: TemporaryDirectory.inMemory)))
        #expect(!Files.exists(TemporaryDirectory.inMemory))
    }

    @Test("a mount point is one, and a folder or nothing is none")
    func mountPoints() {
        #expect(Files.isMountPoint("/"))
        #expect(Files.isMountPoint("/proc"))
        #expect(!Files.isMountPoint("/proc/self"))
        #expect(!Files.isMountPoint("/nonexistent"))
        #expect(!Files.isMountPoint("/usr/bin"))
    }

    @Test("the names of variables are those that the process has")
    func variables() {
        #expect(Environment.names.contains("PATH"))
        #expect(Set(Environment.names) == Set(ProcessInfo.processInfo.environment.keys))
    }
}
