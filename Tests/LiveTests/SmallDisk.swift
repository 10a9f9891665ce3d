// A file system that a test can fill.

import Foundation
import Testing

/// A file system of 16 MiB in memory.
struct SmallDisk {
    /// Where it is mounted.
    let path: String

    /// Calls `body` with an empty disk; cancels the test where none can be mounted.
    static func mounted(_ body: (SmallDisk) throws -> Void) throws {
        try Folder.temporary { folder in
            let disk = SmallDisk(path: "\(folder)/disk")
            try FileManager.default.createDirectory(atPath: disk.path, withIntermediateDirectories: false)
            let mounted = try Program.run("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.path])
            guard mounted.ending == .exit(0) else {
                try Test.cancel("a small file system cannot be mounted here: \(mounted.errors)")
            }
            defer { _ = try? Program.run("umount", ["--lazy", disk.path]) }
            try body(disk)
        }
    }

    private var filler: String { path + "/filler" }

    /// Makes a file that takes the last byte.
    func fill() throws {
        let file = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LiveFailure("cannot make \(filler)") }
        defer { close(file) }
        for size in [1 << 16, 1 << 10, 1] {
            let bytes = [UInt8](repeating: 0, count: size)
            while write(file, bytes, size) > 0 {}
        }
    }

    /// Takes the file away.
    func makeRoom() throws {
        try FileManager.default.removeItem(atPath: filler)
    }
}
