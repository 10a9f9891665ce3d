// Writing archives.

import Formats
import Foundation
import Mutations
import System
import Testing

@Suite struct ZipWriterTests {
    /// 2026-01-01T00:00:00Z.
    private let instant = 1_767_225_600

    private func sample() throws -> ZipWriter {
        var writer = ZipWriter(modified: instant)
        try writer.add("folder/", [])
        try writer.add("folder/text.txt", Array(String(repeating: "hello ", count: 1000).utf8))
        try writer.add("folder/photo.jpg", try Fixture.inFile(try Fixture.bytes("photo.jpg")), method: .store)
        try writer.add("übersicht.txt", [])
        return writer
    }

    @Test("what is written can be read")
    func roundTrip() throws {
        let zip = try ZipReader(.memory(try sample().bytes()))
        #expect(zip.entries.map(\.name) == ["folder/", "folder/text.txt", "folder/photo.jpg", "übersicht.txt"])
        #expect(zip.entries.map(\.isDirectory) == [true, false, false, false])
        #expect(zip.entries[1].compressedSize < 200)
        #expect(try zip.read(zip.entries[1], maximum: 10_000).count == 6000)
        #expect(zip.entries[2].compressedSize == zip.entries[2].uncompressedSize)
        #expect(try zip.read(zip.entries[2], maximum: 10_000) == Fixture.bytes("photo.jpg"))
        #expect(try zip.read(zip.entries[3], maximum: 0) == [])
    }

    @Test("equal entries and times give equal bytes, in memory and in a file")
    func determinism() throws {
        let bytes = try sample().bytes()
        #expect(try sample().bytes() == bytes)
        let file = try File.temporary(in: NSTemporaryDirectory())
        let count = try sample().write(to: file)
        #expect(count == bytes.count)
        #expect(try Payload.file(file, offset: 0, count: count).bytes(maximum: 100_000) == bytes)
    }

    @Test(
        "the time of the entries is the caller's, moved into the range that a zip can tell",
        arguments: [
            (1_767_225_600, 0x0000, 0x5C21), (1_709_210_096, 0x645C, 0x585D), (0, 0, 0x0021),
            (Int.max, 0xBF7D, 0xFF9F),
        ] as [(Int, UInt16, UInt16)]
    )
    func times(instant: Int, time: UInt16, date: UInt16) throws {
        var writer = ZipWriter(modified: instant)
        try writer.add("a", [1])
        let bytes = try writer.bytes()
        // APPNOTE 4.3.7: time and date at offsets 10 and 12 of the local header.
        #expect(UInt16(bytes[10]) | UInt16(bytes[11]) << 8 == time)
        #expect(UInt16(bytes[12]) | UInt16(bytes[13]) << 8 == date)
    }

    @Test("an archive without entries is still an archive")
    func empty() throws {
        #expect(try ZipReader(.memory(try ZipWriter(modified: 0).bytes())).entries.isEmpty)
        let file = try File.temporary(in: NSTemporaryDirectory())
        #expect(try ZipWriter(modified: 0).write(to: file) == 22)
    }

    @Test("a full disk and a file that was cut short are errors")
    func failures() throws {
        let full = try File(opening: "/dev/full", mode: .readWrite)
        let sample = try sample()
        #expect(throws: ZipError.self) { try sample.write(to: full) }
        #expect(throws: ZipError.self) { try ZipWriter(modified: 0).write(to: full) }
        let file = try File.temporary(in: NSTemporaryDirectory())
        try file.write([UInt8](repeating: 1, count: 100), at: 0)
        var writer = ZipWriter(modified: 0)
        try writer.add("short", Payload.file(file, offset: 0, count: 100_000))
        #expect(throws: ZipError.self) { try writer.bytes() }
    }

    @Test("a name comes once")
    func duplicates() throws {
        var writer = ZipWriter(modified: 0)
        try writer.add("a", [1])
        #expect(throws: ZipError.duplicateName("a")) { try writer.add("a", [2]) }
        #expect(throws: ZipError.unsafeName("b/")) { try writer.add("b/", [2]) }
    }

    @Test("many entries of every size survive")
    func sizes() throws {
        var mutator = Mutator(seed: 5)
        var writer = ZipWriter(modified: instant)
        var contents: [[UInt8]] = []
        for index in 0..<200 {
            let length = index % 20 == 0 ? mutator.below(200_000) : mutator.below(300)
            contents.append((0..<length).map { _ in UInt8(mutator.below(7)) })
            try writer.add("entry-\(index)", contents[index], method: index.isMultiple(of: 2) ? .deflate : .store)
        }
        let zip = try ZipReader(.memory(try writer.bytes()))
        for (index, entry) in zip.entries.enumerated() {
            #expect(try zip.read(entry, maximum: 1 << 20) == contents[index])
        }
    }
}
