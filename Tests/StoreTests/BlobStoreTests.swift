// Contents follow their rows: in the turn, after a crash, in memory and on disk.

import Foundation
import Store
import System
import Testing

@Suite struct BlobStoreTests {
    private struct Refusal: Error {}

    private let folder: TestFolder
    private let large = [UInt8](repeating: 7, count: BlobWriter.largestInRow + 1)

    init() throws {
        folder = try TestFolder()
    }

    private func database(_ name: String? = nil) throws -> Database {
        let database = try name.map { try Database.open(path: folder.path + "/" + $0) } ?? Database.inMemory()
        try database.execute(
            "CREATE TABLE IF NOT EXISTS blobs (id TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB)")
        try database.commit()
        return database
    }

    private func files() throws -> [String] { try Files.list(folder.path + "/blobs") }

    @Test("small and large contents come back, in memory and on disk", arguments: [false, true])
    func keeps(isDurable: Bool) throws {
        let database = try database(isDurable ? "a.db" : nil)
        let store =
            isDurable
            ? try BlobStore.open(database: database, directory: folder.path + "/blobs", temporaryDirectory: folder.path)
            : BlobStore.inMemory(database: database, temporaryDirectory: folder.path)
        let file = try File.temporary(in: folder.path)
        try file.write(large, at: 0)
        try store.add(.memory([1, 2]), id: "small")
        try store.add(.file(file, count: large.count), id: "large")
        try database.commit()
        store.settle()
        #expect(try store.payload("small")?.bytes(maximum: 10) == [1, 2])
        #expect(try store.payload("large")?.bytes(maximum: 1 << 20) == large)
        #expect(try store.payload("none") == nil)
        if isDurable { #expect(try files() == ["large"]) }
        #expect(try store.remove("large"))
        #expect(try !store.remove("large"))
        try database.commit()
        store.settle()
        #expect(try store.payload("large") == nil)
        if isDurable { #expect(try files() == []) }
    }

    /// Descriptors of unnamed files in the folder, and the bytes that those take on the device.
    private func openFiles() throws -> (count: Int, bytes: Int) {
        let own = try Files.list("/proc/self/fd").filter { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)"))?
                .contains(URL(filePath: folder.path).lastPathComponent) ?? false
        }
        let bytes = try own.reduce(0) {
            try $0 + File(opening: "/proc/self/fd/\($1)", mode: .read).allocatedBytes()
        }
        return (own.count, bytes)
    }

    @Test("in memory many contents share a file, and give their room back when nobody reads them any more")
    func shares() throws {
        let database = try database()
        let store = BlobStore.inMemory(database: database, temporaryDirectory: folder.path)
        func content(_ number: Int) -> [UInt8] { (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &+ number) } }
        for number in 0..<100 {
            let file = try File.temporary(in: folder.path)
            try file.write(content(number), at: 0)
            // Half of them come in files of their own, as large uploads do.
            let isFile = number % 2 == 0
            try store.add(isFile ? .file(file, count: 100_000) : .memory(content(number)), id: "c\(number)")
        }
        try database.commit()
        store.settle()
        let full = try openFiles()
        #expect(full.count == 1)
        #expect(full.bytes >= 100 * 100_000)
        for number in [0, 1, 57, 99] {
            #expect(try store.payload("c\(number)")?.bytes(maximum: 1 << 20) == content(number))
        }
        let reader = try #require(try store.payload("c5"))
        for number in 0..<100 where number != 57 { try store.remove("c\(number)") }
        try database.commit()
        store.settle()
        #expect(try reader.bytes(maximum: 1 << 20) == content(5))
        #expect(try store.payload("c57")?.bytes(maximum: 1 << 20) == content(57))
        #expect(try openFiles().bytes < 4 * 106_496)
        #expect(try store.payload("c5") == nil)
        try store.remove("c57")
        try database.commit()
        store.settle()
        // The reader still has the file.
        #expect(try openFiles().count == 1 && reader.count == 100_000)
        withExtendedLifetime(reader) {}
    }

    @Test("the file that contents share goes with the last of them")
    func sharedFileEnds() throws {
        let database = try database()
        let store = BlobStore.inMemory(database: database, temporaryDirectory: folder.path)
        for round in 1...2 {
            for name in ["a", "b"] { try store.add(.memory([UInt8](repeating: 7, count: 100_000)), id: name) }
            try database.commit()
            store.settle()
            #expect(try openFiles().count == 1, "round \(round)")
            for name in ["a", "b"] { try store.remove(name) }
            try database.commit()
            store.settle()
            #expect(try openFiles().count == 0, "round \(round)")
        }
    }

    @Test("a turn that is taken back takes its contents with it, and gives removed ones back")
    func follows() throws {
        let database = try database("a.db")
        let store = try BlobStore.open(
            database: database, directory: folder.path + "/blobs", temporaryDirectory: folder.path)
        try store.add(.memory(large), id: "first")
        try database.commit()
        store.settle()
        #expect(throws: Refusal.self) {
            try database.savepoint {
                try store.add(.memory(large), id: "second")
                try store.remove("first")
                throw Refusal()
            }
        }
        try database.commit()
        store.settle()
        #expect(try files() == ["first"])
        #expect(try store.payload("first")?.count == large.count)
    }

    @Test("files without a row are swept up at the next start")
    func sweeps() throws {
        var writer: Database? = try database("a.db")
        do {
            let database = try #require(writer)
            let store = try BlobStore.open(
                database: database, directory: folder.path + "/blobs", temporaryDirectory: folder.path)
            try store.add(.memory(large), id: "kept")
            try database.commit()
            // The process ends here, with a file that no row knows.
            try store.add(.memory(large), id: "lost")
            database.close()
        }
        writer = nil
        #expect(try files() == ["kept", "lost"])
        let store = try BlobStore.open(
            database: try database("a.db"), directory: folder.path + "/blobs", temporaryDirectory: folder.path)
        #expect(try files() == ["kept"])
        #expect(try store.payload("kept")?.count == large.count)
    }

    @Test(
        "ids that would leave the folder are refused",
        arguments: ["", "../x", "a/b", "a.b", "\0", String(repeating: "a", count: 101)])
    func refusesIDs(id: String) throws {
        let store = BlobStore.inMemory(database: try database(), temporaryDirectory: folder.path)
        #expect(throws: SystemError.self) { try store.writer.write(.memory([1]), id: id) }
    }

    @Test("a content grows piece by piece; what was not kept does not count", arguments: [false, true])
    func grows(isDurable: Bool) throws {
        let database = try database(isDurable ? "a.db" : nil)
        let store =
            isDurable
            ? try BlobStore.open(database: database, directory: folder.path + "/blobs", temporaryDirectory: folder.path)
            : BlobStore.inMemory(database: database, temporaryDirectory: folder.path)
        func settle() throws {
            try database.commit()
            store.settle()
        }
        try store.keep(store.appender("a", room: 100).append(.memory([0, 1, 2, 3]), from: 1, count: 2, at: 0))
        try settle()
        #expect(try store.payload("a")?.bytes(maximum: 9) == [1, 2])
        let lost = try store.appender("a", room: 100).append(.memory([9, 9, 9]), from: 0, count: 3, at: 2)
        store.discard(lost)
        #expect(throws: Refusal.self) {
            try database.savepoint {
                try store.keep(lost)
                throw Refusal()
            }
        }
        try settle()
        #expect(try store.payload("a")?.bytes(maximum: 9) == [1, 2])
        try store.keep(store.appender("a", room: 100).append(.memory([3, 4]), from: 0, count: 2, at: 2))
        try settle()
        #expect(try store.payload("a")?.bytes(maximum: 9) == [1, 2, 3, 4])
        store.discard(try store.appender("b", room: 100).append(.memory([1]), from: 0, count: 1, at: 0))
        try store.remove("a")
        try settle()
        #expect(try store.payload("a") == nil)
        if isDurable { #expect(try files() == []) }
    }

    /// In memory mode a large first piece is worth a file of its own.
    @Test("the first piece of a content becomes its file, cut to what counts", arguments: [false, true])
    func takesOver(isDurable: Bool) throws {
        let database = try database(isDurable ? "a.db" : nil)
        let store =
            isDurable
            ? try BlobStore.open(database: database, directory: folder.path + "/blobs", temporaryDirectory: folder.path)
            : BlobStore.inMemory(database: database, temporaryDirectory: folder.path)
        let size = 17 << 20
        let file = try File.temporary(in: folder.path)
        try file.write([1, 2, 3], at: 0)
        try file.write([4], at: size)
        let grown = try store.appender("a", room: size + 1)
            .append(.file(file, count: size + 1), from: 0, count: size, at: 0)
        #expect(grown.payload.fileRange?.file === file)
        try store.keep(grown)
        try store.keep(store.appender("a", room: size + 1).append(.memory([9]), from: 0, count: 1, at: size))
        try database.commit()
        store.settle()
        let kept = try #require(try store.payload("a"))
        #expect(kept.count == size + 1)
        #expect(try kept.read(at: 0, count: 4) == [1, 2, 3, 0])
        #expect(try kept.read(at: size - 1, count: 9) == [0, 9])
    }

    @Test("a hundred contents that come piece by piece share one file in memory mode, and give its room back")
    func sharesGrowing() throws {
        let database = try database()
        let store = BlobStore.inMemory(database: database, temporaryDirectory: folder.path)
        let names = (0..<100).map { "upload-\($0)" }
        let piece = [UInt8](repeating: 5, count: 300_000)
        for round in 0..<3 {
            for (number, name) in names.enumerated() {
                // Each piece comes in a file of its own, as the body of a request does.
                let file = try File.temporary(in: folder.path)
                try file.write([UInt8(number)] + piece.dropFirst(), at: 0)
                try store.keep(
                    store.appender(name, room: 3 * piece.count).append(
                        .file(file, count: piece.count), from: 0, count: piece.count, at: round * piece.count))
            }
            try database.commit()
            store.settle()
        }
        let payloads = try names.map { try #require(try store.payload($0)) }
        let shared = try #require(payloads[0].fileRange?.file)
        for (number, payload) in payloads.enumerated() {
            #expect(payload.fileRange?.file === shared)
            #expect(payload.count == 3 * piece.count)
            #expect(try payload.read(at: 2 * piece.count, count: 2) == [UInt8(number), 5])
            #expect(try payload.read(at: piece.count - 1, count: 2) == [5, UInt8(number)])
        }
        // What one declares and does not send takes no room; another that needs more than it has declared moves.
        try store.keep(store.appender("empty", room: 1 << 39).append(.memory([1]), from: 0, count: 1, at: 0))
        try store.keep(store.appender("empty", room: 1 << 39).append(.memory([2, 3]), from: 0, count: 2, at: 1))
        try store.keep(store.appender("small", room: 1).append(.memory([1]), from: 0, count: 1, at: 0))
        try store.keep(store.appender("small", room: 1).append(.memory([2, 3]), from: 0, count: 2, at: 1))
        try database.commit()
        store.settle()
        for name in ["empty", "small"] { #expect(try store.payload(name)?.bytes(maximum: 9) == [1, 2, 3]) }
    }

    @Test("an id that is none is refused")
    func badID() throws {
        let store = BlobStore.inMemory(database: try database(), temporaryDirectory: folder.path)
        #expect(throws: SystemError.self) {
            try store.appender("../x", room: 1).append(.memory([1]), from: 0, count: 1, at: 0)
        }
    }
}
