// Paths: making, listing, moving and removing.

import Foundation
import System
import Testing

@Suite struct FilesTests {
    private let folder = NSTemporaryDirectory() + "/deepmock-\(UUID().uuidString)"

    init() throws {
        try Files.createDirectory(folder)
    }

    @Test("directories are made with those above, once or twice")
    func makesDirectories() throws {
        try Files.createDirectory(folder + "/a/b/c")
        try Files.createDirectory(folder + "/a/b/c")
        #expect(Files.isDirectory(folder + "/a/b/c"))
        try Files.writeAtomically([1], to: folder + "/a/file")
        #expect(throws: SystemError.self) { try Files.createDirectory(folder + "/a/file") }
        #expect(try Files.list(folder + "/a") == ["b", "file"])
    }

    @Test("writing atomically replaces, and leaves nothing beside")
    func replaces() throws {
        try Files.writeAtomically([1, 2, 3], to: folder + "/x")
        try Files.writeAtomically([4], to: folder + "/x")
        #expect(try Files.read(folder + "/x", maximumBytes: 10) == [4])
        #expect(try Files.list(folder) == ["x"])
    }

    @Test("reading more than the limit is refused")
    func boundsReading() throws {
        try Files.writeAtomically([1, 2, 3], to: folder + "/x")
        #expect(throws: SystemError.self) { try Files.read(folder + "/x", maximumBytes: 2) }
    }

    @Test("a tree goes with everything in it, but what links point at stays")
    func removesTrees() throws {
        try Files.createDirectory(folder + "/tree/deep")
        try Files.writeAtomically([1], to: folder + "/kept")
        #expect(symlink(folder, folder + "/tree/deep/link") == 0)
        try Files.removeTree(folder + "/tree")
        #expect(try Files.list(folder) == ["kept"])
        try Files.removeTree(folder + "/absent")
        try Files.remove(folder + "/absent")
    }

    @Test(
        "the directory of a path",
        arguments: [("/a/b", "/a"), ("/a", "/"), ("a", "."), ("/a/b/", "/a"), ("a/b", "a"), ("/", "/")])
    func findsDirectories(path: String, directory: String) {
        #expect(Files.directory(of: path) == directory)
    }
}
