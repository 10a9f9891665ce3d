// Thumbnails, and the encoders behind them.

import Formats
import Mutations
import System
import Testing

@Suite struct ThumbnailTests {
    /// A picture with a colour ramp in both directions.
    static func ramp(_ width: Int, _ height: Int, _ layout: Bitmap.Layout) -> Bitmap {
        var samples: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let pixel = [
                    UInt8(x * 255 / width), UInt8(y * 255 / height), 128, UInt8((x + y) * 255 / (width + height)),
                ]
                switch layout {
                case .grey: samples.append(pixel[0])
                case .greyAlpha: samples += [pixel[0], pixel[3]]
                case .rgb: samples += pixel[..<3]
                case .rgba: samples += pixel
                }
            }
        }
        return Bitmap(width: width, height: height, layout: layout, samples: samples)!
    }

    @Test(
        "a JPEG becomes a JPEG of the right size, whatever the decoder left out",
        arguments: [
            (1200, 900, 256, 192), (300, 600, 128, 256), (257, 10, 256, 10), (1000, 2, 256, 1), (64, 48, 64, 48),
        ]
    )
    func jpeg(width: Int, height: Int, newWidth: Int, newHeight: Int) throws {
        let file = try JPEGEncoder.encode(Self.ramp(width, height, .rgb))
        let thumbnail = try Thumbnail.make(.memory(file))
        #expect(thumbnail.mediaType == "image/jpeg")
        let header = try #require(ImageHeader.read(thumbnail.bytes))
        #expect(header.format == .jpeg)
        #expect((header.width, header.height) == (newWidth, newHeight))
        #expect((thumbnail.width, thumbnail.height) == (newWidth, newHeight))
    }

    @Test("a PNG becomes a PNG", arguments: [Bitmap.Layout.grey, .greyAlpha, .rgb, .rgba])
    func png(layout: Bitmap.Layout) throws {
        let file = try PNGEncoder.encode(Self.ramp(600, 300, layout))
        let thumbnail = try Thumbnail.make(try Fixture.inFile(file), longest: 100)
        #expect(thumbnail.mediaType == "image/png")
        #expect(ImageHeader.read(thumbnail.bytes)?.width == 100)
        #expect(ImageHeader.read(thumbnail.bytes)?.height == 50)
        // IHDR's colour type (PNG section 11.2.1): 0 grey, 4 grey with opacity, 2 colours, 6 colours with opacity.
        let colourType: [Bitmap.Layout: UInt8] = [.grey: 0, .greyAlpha: 4, .rgb: 2, .rgba: 6]
        #expect(thumbnail.bytes[25] == colourType[layout])
    }

    @Test(
        "a grey JPEG and one from pixels with opacity work as well",
        arguments: [Bitmap.Layout.grey, .greyAlpha, .rgba]
    )
    func layouts(layout: Bitmap.Layout) throws {
        let file = try JPEGEncoder.encode(Self.ramp(400, 400, layout), quality: 60)
        #expect(try Thumbnail.make(.memory(file), longest: 40).width == 40)
    }

    @Test("the fixtures have thumbnails", arguments: ["photo.jpg", "progressive.jpg", "picture.png"])
    func fixtures(name: String) throws {
        let thumbnail = try Thumbnail.make(try Fixture.payload(name), longest: 20)
        #expect(thumbnail.width == 20)
        #expect(thumbnail.height == 15)
        #expect(try Thumbnail.make(try Fixture.payload(name), longest: 20) == thumbnail)
    }

    @Test("broken and cut pictures are errors", arguments: ["hostile/truncated.jpg", "hostile/truncated.png"])
    func broken(name: String) throws {
        let payload = try Fixture.payload(name)
        let error = #expect(throws: ImageError.self) { try Thumbnail.make(payload) }
        guard case .damaged = error else {
            Issue.record("the error is \(String(describing: error))")
            return
        }
        #expect(error?.message.hasPrefix("The image is damaged: ") == true)
    }

    @Test("a picture that claims too many pixels is not decoded")
    func tooLarge() throws {
        let bomb = try Fixture.payload("hostile/pixel-bomb.png")
        #expect(throws: ImageError.tooManyPixels(width: 50000, height: 50000, limit: 32_000_000)) {
            try Thumbnail.make(bomb)
        }
        var jpeg = try Fixture.bytes("photo.jpg")
        let frame = try #require((0..<jpeg.count).first { jpeg[$0...].starts(with: [0xFF, 0xC0]) })
        jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xF0, 0, 0xF0, 0])
        #expect(throws: ImageError.tooManyPixels(width: 0xF000, height: 0xF000, limit: 100_000_000)) {
            try Thumbnail.make(.memory(jpeg))
        }
        var progressive = try Fixture.bytes("progressive.jpg")
        let start = try #require((0..<progressive.count).first { progressive[$0...].starts(with: [0xFF, 0xC2]) })
        progressive.replaceSubrange(start + 5..<start + 9, with: [0x17, 0x70, 0x17, 0x70])
        #expect(throws: ImageError.tooManyPixels(width: 6000, height: 6000, limit: 32_000_000)) {
            try Thumbnail.make(.memory(progressive))
        }
    }

    @Test("a progressive JPEG with a flood of scans is refused")
    func scanFlood() throws {
        let bytes = try Fixture.bytes("progressive.jpg")
        let start = try #require((0..<bytes.count).first { bytes[$0...].starts(with: [0xFF, 0xDA]) })
        let scan = Array(bytes[start..<start + 2 + Int(bytes[start + 3])])
        let flood = Array(bytes[..<start]) + (0..<200).flatMap { _ in scan } + Array(bytes[start...])
        let scans = flood.indices.dropLast().count { flood[$0] == 0xFF && flood[$0 + 1] == 0xDA }
        #expect(throws: ImageError.damaged("it has too many scans: \(scans)")) { try Thumbnail.make(.memory(flood)) }
    }

    @Test("other formats and rubbish are errors")
    func others() {
        let gif = Array("GIF89a".utf8) + [10, 0, 10, 0]
        #expect(throws: ImageError.unsupported(.gif)) { try Thumbnail.make(.memory(gif)) }
        #expect(throws: ImageError.unknownFormat) { try Thumbnail.make(.memory([1, 2, 3])) }
        #expect(throws: ImageError.unknownFormat) { try Thumbnail.make(.memory([])) }
    }

    @Test("damaged pictures give a thumbnail or an error", arguments: ["photo.jpg", "progressive.jpg", "picture.png"])
    func mutations(name: String) throws {
        let original = try Fixture.bytes(name)
        var mutator = Mutator(seed: 2)
        var outcomes = (made: 0, refused: 0)
        for _ in 0..<400 {
            let payload = Payload.memory(mutator.mutate(original))
            // Sizes that a flipped bit blew up cost time, not safety.
            guard let header = ImageHeader.read(payload), header.width * header.height < 200_000 else { continue }
            if let thumbnail = try? Thumbnail.make(payload, longest: 16) {
                #expect(max(thumbnail.width, thumbnail.height) <= 16)
                outcomes.made += 1
            } else {
                outcomes.refused += 1
            }
        }
        #expect(outcomes.refused > 0)
    }

    @Test("a placeholder is a PNG that depends on its seed and size alone")
    func placeholder() throws {
        let first = Thumbnail.placeholder(width: 256, height: 144, seed: 1)
        #expect(
            ImageHeader.read(first.bytes)
                == ImageHeader.read(Thumbnail.placeholder(width: 256, height: 144, seed: 2).bytes)
        )
        #expect(ImageHeader.read(first.bytes)?.width == 256)
        #expect(first == Thumbnail.placeholder(width: 256, height: 144, seed: 1))
        #expect(first != Thumbnail.placeholder(width: 256, height: 144, seed: 0x123456))
        #expect(try Thumbnail.make(.memory(first.bytes), longest: 64).height == 36)
    }

    @Test(
        "sizes of placeholders are kept in bounds",
        arguments: [(0, 0), (-5, 3), (1, 1), (5000, 2), (Int.max, Int.min)]
    )
    func placeholderBounds(width: Int, height: Int) {
        let thumbnail = Thumbnail.placeholder(width: width, height: height, seed: .max)
        #expect((1...1024).contains(thumbnail.width))
        #expect((1...1024).contains(thumbnail.height))
    }
}
