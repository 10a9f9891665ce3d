// Picture headers.

import Formats
import Mutations
import System
import Testing

@Suite struct ImageHeaderTests {
    @Test(
        "the size stands in the header of every format",
        arguments: [
            (
                "png", 40, 30,
                [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13] + text("IHDR") + [0, 0, 0, 40, 0, 0, 0, 30]
            ),
            ("gif", 300, 2, text("GIF89a") + [0x2C, 1, 2, 0]),
            ("webp", 16, 9, text("RIFF....WEBPVP8X") + [10, 0, 0, 0, 0, 0, 0, 0, 15, 0, 0, 8, 0, 0]),
            ("webp", 16384, 1, text("RIFF....WEBPVP8L") + [10, 0, 0, 0, 0x2F, 0xFF, 0x3F, 0, 0]),
            ("webp", 176, 144, text("RIFF....WEBPVP8 ") + [10, 0, 0, 0, 0, 0, 0, 0x9D, 1, 0x2A, 176, 0, 144, 0x40]),
            ("bmp", 5, 7, text("BM....") + [0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 5, 0, 0, 0, 0xF9, 0xFF, 0xFF, 0xFF]),
            ("bmp", 5, 7, text("BM....") + [0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 5, 0, 7, 0]),
            (
                "tiff", 640, 480,
                text("II") + [
                    42, 0, 8, 0, 0, 0, 2, 0, 0, 1, 3, 0, 1, 0, 0, 0, 0x80, 2, 0, 0, 1, 1, 4, 0, 1, 0, 0, 0, 0xE0, 1, 0,
                    0,
                ]
            ),
            (
                "tiff", 640, 480,
                text("MM") + [
                    0, 42, 0, 0, 0, 8, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 2, 0x80, 0, 0, 1, 1, 0, 3, 0, 0, 0, 1, 1, 0xE0, 0,
                    0,
                ]
            ),
            (
                "jpeg", 64, 48,
                [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xFF, 0xC2, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0] + [
                    0xFF, 0xDA, 0, 8, 1,
                ]
            ),
        ] as [(String, Int, Int, [UInt8])]
    )
    func sizes(format: String, width: Int, height: Int, bytes: [UInt8]) throws {
        let header = try #require(try ImageHeader.read(bytes))
        #expect(header.format.rawValue == format)
        #expect(header.width == width)
        #expect(header.height == height)
        for length in 0..<bytes.count - 8 { _ = try ImageHeader.read(Array(bytes[..<length])) }
    }

    @Test(
        "real files have their size, in memory and in a file",
        arguments: [
            ("photo.jpg", 64, 48), ("progressive.jpg", 64, 48), ("picture.png", 40, 30),
            ("hostile/pixel-bomb.png", 50000, 50000),
        ]
    )
    func files(name: String, width: Int, height: Int) throws {
        let bytes = try Fixture.bytes(name)
        let header = try #require(try ImageHeader.read(bytes))
        #expect(header.width == width)
        #expect(header.height == height)
        #expect(try ImageHeader.read(Fixture.inFile(bytes)) == header)
    }

    @Test("a JPEG's size is found behind long segments")
    func longSegments() throws {
        let photo = try Fixture.bytes("photo.jpg")
        let profile = [0xFF, 0xE2, 0xFF, 0xFF] + [UInt8](repeating: 0xD9, count: 0xFFFD)
        let bytes = Array(photo[..<2]) + profile + profile + Array(photo[2...])
        #expect(try ImageHeader.read(bytes)?.width == 64)
        #expect(try ImageHeader.read(Array(bytes[..<1000])) == nil)
    }

    @Test(
        "what lies about itself has no header",
        arguments: [
            [], text("GIF89a"), text("GIF89a") + [0, 0, 2, 0],
            [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 14] + text("IHDR") + [0, 0, 0, 40, 0, 0, 0, 30],
            [0xFF, 0xD8, 0xFF, 0xC0, 0, 1, 8, 0, 48, 0, 64, 1], [0xFF, 0xD8, 0xFF, 0xD9],
            [0xFF, 0xD8] + [UInt8](repeating: 0xFF, count: 100_000),
            text("II") + [42, 0, 0xFF, 0xFF, 0xFF, 0xFF, 2, 0], text("MM") + [0, 42, 0, 0, 0, 8, 0xFF, 0xFF],
            text("RIFF....WEBPVP8 ") + [10, 0, 0, 0, 0, 0, 0, 0, 1, 0x2A, 176, 0, 144, 0],
        ] as [[UInt8]]
    )
    func lies(bytes: [UInt8]) throws {
        #expect(try ImageHeader.read(bytes) == nil)
    }

    @Test(
        "damaged headers neither crash nor give sizes below one",
        arguments: ["photo.jpg", "progressive.jpg", "picture.png"]
    )
    func mutations(name: String) throws {
        let original = try Fixture.bytes(name)
        var mutator = Mutator(seed: 1)
        for _ in 0..<3000 {
            guard let header = try ImageHeader.read(mutator.mutate(original)) else { continue }
            #expect(header.width > 0 && header.height > 0)
        }
    }

    @Test("a header is charged for what is read of it, and is not read for somebody who has left")
    func charged() throws {
        // A JPEG whose size stands behind a hundred long profiles.
        let photo = try Fixture.bytes("photo.jpg")
        let profile = [0xFF, 0xE2, 0xFF, 0xFF] + [UInt8](repeating: 0xD9, count: 0xFFFD)
        let bytes = Array(photo[..<2]) + (0..<100).flatMap { _ in profile } + Array(photo[2...])
        #expect(try ImageHeader.read(bytes)?.width == 64)
        let gone = WorkCancellation()
        gone.cancel()
        for payload in [Payload.memory(bytes), try Fixture.inFile(bytes)] {
            #expect(throws: WorkError.cancelled) {
                try ImageHeader.read(payload, budget: WorkBudget(cancellations: [gone]))
            }
        }
    }
}

private func text(_ text: String) -> [UInt8] {
    Array(text.utf8)
}
