// Reading archives, most of them hostile.

import Formats
import Mutations
import System
import Testing

@Suite struct ZipReaderTests {
    @Test("entries are listed and read, from memory and from a piece of a file")
    func reading() throws {
        let bytes = try Fixture.bytes("calibration.zip")
        let photo = try Fixture.bytes("photo.jpg")
        for payload in [Payload.memory(bytes), try Fixture.inFile(bytes)] {
            let zip = try ZipReader(payload)
            #expect(zip.entries.map(\.name) == ["config.json", "front_left/000001.jpg", "front_right/000001.jpg"])
            let entry = try #require(zip.entry(named: "front_left/000001.jpg"))
            #expect(entry.uncompressedSize == photo.count)
            #expect(!entry.isDirectory && !entry.isEncrypted && entry.isSupported)
            #expect(try zip.read(entry, maximum: 10_000) == photo)
            #expect(try zip.read(entry, maximum: photo.count) == photo)
            #expect(throws: ZipError.entryTooLarge(entry.name, limit: photo.count - 1)) {
                try zip.read(entry, maximum: photo.count - 1)
            }
            #expect(zip.entry(named: "CONFIG.JSON") == nil)
        }
    }

    @Test("bytes that are no archive are refused", arguments: ["photo.jpg", "clip.mp4", "hostile/truncated.zip"])
    func noArchive(name: String) throws {
        let payload = try Fixture.payload(name)
        #expect(throws: ZipError.notAnArchive) { try ZipReader(payload) }
    }

    @Test("an empty payload and an empty archive")
    func empty() throws {
        #expect(throws: ZipError.notAnArchive) { try ZipReader(.memory([])) }
        #expect(try ZipReader(.memory([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18))).entries.isEmpty)
    }

    @Test(
        "archives that could harm are refused when they are opened",
        arguments: [
            ("escape", ZipError.unsafeName("../escaped.txt")), ("absolute", .unsafeName("/tmp/escaped.txt")),
            ("backslash", .unsafeName("a\\..\\b.txt")), ("duplicate", .duplicateName("config.json")),
            ("many-entries", .tooManyEntries(limit: 20_000)),
        ]
    )
    func refusedAtOpening(name: String, expected: ZipError) throws {
        let payload = try Fixture.payload("hostile/\(name).zip")
        #expect(throws: expected) { try ZipReader(payload) }
        #expect(expected.message.hasPrefix("The zip archive has "))
    }

    @Test("a bomb is stopped by the wanted size, by its ratio and by the total")
    func bomb() throws {
        let payload = try Fixture.payload("hostile/bomb.zip")
        let zip = try ZipReader(payload)
        #expect(try zip.read(try #require(zip.entry(named: "config.json")), maximum: 1 << 20).count > 100)
        let zeros = try #require(zip.entry(named: "zeros.bin"))
        #expect(zeros.uncompressedSize > 100_000_000)
        #expect(throws: ZipError.entryTooLarge("zeros.bin", limit: 1 << 20)) { try zip.read(zeros, maximum: 1 << 20) }
        #expect(throws: ZipError.suspiciousRatio("zeros.bin", limit: 200)) { try zip.read(zeros, maximum: 1 << 30) }
        let generous = try ZipReader(payload, limits: ZipLimits(totalBytes: 3 << 20, ratio: 2000))
        #expect(throws: ZipError.archiveTooLarge(limit: 3 << 20)) {
            try generous.read(try #require(generous.entry(named: "zeros.bin")), maximum: 1 << 30)
        }
    }

    @Test("sizes and checksums that lie are noticed", arguments: ["lying-size", "huge-claim", "wrong-checksum"])
    func lies(name: String) throws {
        let zip = try ZipReader(try Fixture.payload("hostile/\(name).zip"))
        let entry = try #require(zip.entry(named: "data.txt"))
        let error = #expect(throws: ZipError.self) { try zip.read(entry, maximum: .max) }
        guard case .damaged = error else {
            Issue.record("the error is \(String(describing: error))")
            return
        }
    }

    @Test("an encrypted entry is an error, its neighbours are not")
    func encrypted() throws {
        let zip = try ZipReader(try Fixture.payload("hostile/encrypted.zip"))
        let entry = try #require(zip.entry(named: "data.txt"))
        #expect(entry.isEncrypted)
        #expect(throws: ZipError.encrypted("data.txt")) { try zip.read(entry, maximum: 1 << 20) }
        #expect(try !zip.read(try #require(zip.entry(named: "config.json")), maximum: 1 << 20).isEmpty)
    }

    @Test("a zero byte in a name never shortens it")
    func zeroByte() throws {
        let payload = try Fixture.payload("hostile/nul-name.zip")
        do {
            #expect(try ZipReader(payload).entries.map(\.name) == ["a b.txt"])
        } catch {
            #expect(error != .notAnArchive)
        }
    }

    @Test(
        "unsafe names are refused in writing as well",
        arguments: [
            "", "/", "a//b", "..", "a/../b", "../a", "a/..", "./a", "C:x", "c:/x", "a\\b", "a\u{0}b", "../\u{301}x",
            "/\u{301}x", "a\nb",
            String(repeating: "a", count: 1025),
        ]
    )
    func names(name: String) {
        var writer = ZipWriter(modified: 0)
        #expect(throws: ZipError.unsafeName(name)) { try writer.add(name, [1]) }
    }

    @Test("any damage gives an archive or an error", arguments: ["calibration.zip", "hostile/lying-size.zip"])
    func mutations(name: String) throws {
        let original = try Fixture.bytes(name)
        var mutator = Mutator(seed: 4)
        var outcomes = (read: 0, refused: 0)
        for _ in 0..<2000 {
            do {
                let zip = try ZipReader(.memory(mutator.mutate(original)))
                for entry in zip.entries {
                    #expect(try zip.read(entry, maximum: 100_000).count <= 100_000)
                    outcomes.read += 1
                }
            } catch {
                #expect((error as? ZipError)?.message.isEmpty == false)
                outcomes.refused += 1
            }
        }
        #expect(outcomes.read > 0 && outcomes.refused > 0)
    }
}
