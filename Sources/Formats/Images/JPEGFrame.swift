// The frame header of a JPEG stream, found by walking its segments.

/// The frame header (SOF) of a JPEG, ITU-T T.81 section B.2.2.
struct JPEGFrame {
    /// The width in samples, 1 or more.
    let width: Int
    /// The height in rows, 1 or more.
    let height: Int
    /// The coefficients of all components: their samples, in blocks.
    let coefficients: Int
    /// Whether the decoder must hold the coefficients of the whole image: progressive files and those with one scan a
    /// component.
    let needsWholePicture: Bool

    private static let mostSegments = 1000
    private static let mostFillBytes = 64

    /// The first frame header of the stream; nil if there is none before the first scan or a length is wrong. A
    /// height of 0 (given later, by DNL) is not supported.
    static func find(_ reader: inout PayloadReader) -> JPEGFrame? {
        var offset = 2
        var frame: (width: Int, height: Int, components: Int, coefficients: Int, isProgressive: Bool)?
        for _ in 0..<mostSegments {
            guard let marker = marker(&reader, &offset) else { return nil }
            switch marker {
            case 0x01, 0xD0...0xD7: continue
            case 0x00, 0xD8, 0xD9: return nil
            default: break
            }
            guard let length = reader.big(2, at: offset), length >= 2 else { return nil }
            if marker == 0xDA {
                guard let frame, let scanned = reader.byte(at: offset + 2) else { return nil }
                return JPEGFrame(
                    width: frame.width,
                    height: frame.height,
                    coefficients: frame.coefficients,
                    needsWholePicture: frame.isProgressive || Int(scanned) < frame.components
                )
            }
            // Every SOF, but not DHT (C4), JPG (C8) and DAC (CC), whose codes lie among them.
            if (0xC0...0xCF).contains(marker), marker != 0xC4, marker != 0xC8, marker != 0xCC {
                guard length >= 8, frame == nil, let height = reader.big(2, at: offset + 3), height > 0,
                    let width = reader.big(2, at: offset + 5), width > 0, let components = reader.byte(at: offset + 7)
                else { return nil }
                let shares = (0..<Int(components)).map { sampling(reader.byte(at: offset + 9 + 3 * $0) ?? 0x11) }
                frame = (
                    width, height, Int(components), coefficients(width: width, height: height, shares),
                    marker & 3 == 2
                )
            }
            offset += length
        }
        return nil
    }

    /// The sampling factors of a component, which share a byte.
    private static func sampling(_ byte: UInt8) -> (horizontal: Int, vertical: Int) {
        (max(1, Int(byte >> 4)), max(1, Int(byte & 15)))
    }

    /// Section A.1.1: a component has its share of the samples of the one that has most, in blocks of 8 x 8.
    private static func coefficients(
        width: Int, height: Int, _ shares: [(horizontal: Int, vertical: Int)]
    ) -> Int {
        let across = shares.map(\.horizontal).max() ?? 1
        let down = shares.map(\.vertical).max() ?? 1
        func blocks(_ side: Int, _ share: Int, of most: Int) -> Int { (side * share / most + 16) / 8 }
        return shares.reduce(0) { sum, share in
            sum + 64 * blocks(width, share.horizontal, of: across) * blocks(height, share.vertical, of: down)
        }
    }

    /// Reads the marker at `offset`, skips fill bytes before it, and moves `offset` past it.
    private static func marker(_ reader: inout PayloadReader, _ offset: inout Int) -> UInt8? {
        guard reader.byte(at: offset) == 0xFF else { return nil }
        for _ in 0..<mostFillBytes {
            offset += 1
            guard let byte = reader.byte(at: offset) else { return nil }
            guard byte == 0xFF else {
                offset += 1
                return byte
            }
        }
        return nil
    }
}
