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
        let header = try #require(try ImageHeader.read(thumbnail.bytes))
        #expect(header.format == .jpeg)
        #expect((header.width, header.height) == (newWidth, newHeight))
        #expect((thumbnail.width, thumbnail.height) == (newWidth, newHeight))
    }

    @Test("a PNG becomes a PNG", arguments: [Bitmap.Layout.grey, .greyAlpha, .rgb, .rgba])
    func png(layout: Bitmap.Layout) throws {
        let file = try PNGEncoder.encode(Self.ramp(600, 300, layout))
        let thumbnail = try Thumbnail.make(try Fixture.inFile(file), longest: 100)
        #expect(thumbnail.mediaType == "image/png")
        #expect(try ImageHeader.read(thumbnail.bytes)?.width == 100)
        #expect(try ImageHeader.read(thumbnail.bytes)?.height == 50)
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
            guard let header = try ImageHeader.read(payload), header.width * header.height < 200_000 else { continue }
            if let thumbnail = try? Thumbnail.make(payload, longest: 16) {
                #expect(max(thumbnail.width, thumbnail.height) <= 16)
                outcomes.made += 1
            } else {
                outcomes.refused += 1
            }
        }
        #expect(outcomes.refused > 0)
    }

    // MARK: - Budgets

    /// The work of a picture, and what it is charged.
    @Test(
        "a picture is charged before it is decoded: as one picture, for its pixels, its file and what it holds",
        arguments: ["photo.jpg", "progressive.jpg", "picture.png"])
    func charged(name: String) throws {
        let payload = try Fixture.payload(name)
        let header = try #require(try ImageHeader.read(payload))
        let pixels = header.width * header.height
        let enough = try Thumbnail.make(payload, longest: 20)
        func make(_ limits: WorkBudget.Limits) throws -> Thumbnail {
            try Thumbnail.make(payload, longest: 20, budget: WorkBudget(limits))
        }
        #expect(throws: WorkError.tooMuch(.pictures, limit: 0)) { try make(.init(pictures: 0)) }
        #expect(throws: WorkError.tooMuch(.pixels, limit: pixels - 1)) { try make(.init(pixels: pixels - 1)) }
        #expect(throws: WorkError.tooMuch(.heldBytes, limit: payload.count - 1)) {
            try make(.init(heldBytes: payload.count - 1))
        }
        #expect(throws: WorkError.tooMuch(.heldBytes, limit: payload.count + 100)) {
            try make(.init(heldBytes: payload.count + 100))
        }
        // Ten scans over each pixel at most, then the passes that make it smaller.
        #expect(try make(.init(heldBytes: payload.count + 16 * pixels, pixels: 12 * pixels)) == enough)
    }

    @Test("a picture that fails has been charged all the same, so that a crowd of them comes to its end")
    func failuresCount() throws {
        var damaged = try JPEGEncoder.encode(Self.ramp(200, 100, .rgb))
        damaged.removeLast(damaged.count / 4)
        let header = try #require(try ImageHeader.read(damaged))
        let budget = WorkBudget(.init(pictures: 1000, pixels: 5 * header.width * header.height))
        for _ in 0..<5 {
            #expect(throws: ImageError.self) { try Thumbnail.make(.memory(damaged), budget: budget) }
        }
        #expect(throws: WorkError.tooMuch(.pixels, limit: 5 * header.width * header.height)) {
            try Thumbnail.make(.memory(damaged), budget: budget)
        }
        let few = WorkBudget(.init(pictures: 2))
        for _ in 0..<2 { _ = try? Thumbnail.make(.memory(damaged), budget: few) }
        #expect(throws: WorkError.tooMuch(.pictures, limit: 2)) { try Thumbnail.make(.memory(damaged), budget: few) }
    }

    @Test("a picture is not made for somebody who has left", arguments: [Bitmap.Layout.rgb, .rgba])
    func cancelled(layout: Bitmap.Layout) throws {
        let picture = Self.ramp(600, 600, layout)
        let file = layout.hasAlpha ? try PNGEncoder.encode(picture) : try JPEGEncoder.encode(picture)
        let gone = WorkCancellation()
        gone.cancel()
        #expect(throws: WorkError.cancelled) {
            try Thumbnail.make(.memory(file), budget: WorkBudget(cancellations: [gone]))
        }
        #expect(throws: WorkError.cancelled) {
            try picture.reduced(width: 20, height: 20, budget: WorkBudget(cancellations: [gone]))
        }
        #expect(throws: WorkError.cancelled) {
            try Thumbnail.placeholder(
                width: 1024, height: 1024, seed: 1, budget: WorkBudget(cancellations: [gone]))
        }
    }

    @Test("no picture holds more than the budget, however it packs: a progressive JPEG holds all its coefficients")
    func progressive() throws {
        var file = try Fixture.bytes("progressive.jpg")
        let start = try #require((0..<file.count).first { file[$0...].starts(with: [0xFF, 0xC2]) })
        // 5,600 x 5,600 pixels: fewer than are allowed, and more than the memory has room for.
        file.replaceSubrange(start + 5..<start + 9, with: [0x15, 0xE0, 0x15, 0xE0])
        #expect(throws: WorkError.tooMuch(.heldBytes, limit: 64 << 20)) {
            try Thumbnail.make(.memory(file), budget: WorkBudget(.init(heldBytes: 64 << 20, pixels: .max)))
        }
    }

    @Test("a placeholder is a PNG that depends on its seed and size alone")
    func placeholder() throws {
        let first = try Thumbnail.placeholder(width: 256, height: 144, seed: 1)
        let second = try Thumbnail.placeholder(width: 256, height: 144, seed: 2)
        #expect(try ImageHeader.read(first.bytes) == ImageHeader.read(second.bytes))
        #expect(try ImageHeader.read(first.bytes)?.width == 256)
        #expect(try first == Thumbnail.placeholder(width: 256, height: 144, seed: 1))
        #expect(try first != Thumbnail.placeholder(width: 256, height: 144, seed: 0x123456))
        #expect(try Thumbnail.make(.memory(first.bytes), longest: 64).height == 36)
    }

    @Test(
        "sizes of placeholders are kept in bounds",
        arguments: [(0, 0), (-5, 3), (1, 1), (5000, 2), (Int.max, Int.min)]
    )
    func placeholderBounds(width: Int, height: Int) throws {
        let thumbnail = try Thumbnail.placeholder(width: width, height: height, seed: .max)
        #expect((1...1024).contains(thumbnail.width))
        #expect((1...1024).contains(thumbnail.height))
    }
}
