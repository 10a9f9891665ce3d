// The format and size of an image, from its header alone.

import System

/// The header of an image. The pixels are not read, so the rest of the file may still be damaged.
public struct ImageHeader: Sendable, Equatable {
    /// The format.
    public let format: ImageFormat
    /// The stored width in pixels, 1 or more. An Exif orientation is not applied.
    public let width: Int
    /// The stored height in pixels, 1 or more. An Exif orientation is not applied.
    public let height: Int

    /// Reads the header of an image that starts with `prefix`; nil if the format is unknown or the header is damaged or
    /// longer than the prefix. 64 KiB are enough for most images; a JPEG with a large profile may need more.
    ///
    /// - Throws: `WorkError` when the budget is used up.
    public static func read(
        _ prefix: [UInt8], budget: WorkBudget = WorkBudget()
    ) throws -> ImageHeader? {
        try read(Payload.memory(prefix), budget: budget)
    }

    /// Reads the header of a whole image; nil if the format is unknown or the header is damaged.
    /// Reads a few pieces of 16 KiB, wherever the header leads.
    ///
    /// - Throws: `SystemError` when it cannot be read; `WorkError` when the budget is used up.
    public static func read(
        _ payload: Payload, budget: WorkBudget = WorkBudget()
    ) throws -> ImageHeader? {
        var reader = PayloadReader(payload, budget: budget)
        let header = read(&reader)
        try reader.check()
        return header
    }

    private static func read(_ reader: inout PayloadReader) -> ImageHeader? {
        guard let format = format(&reader) else { return nil }
        let size =
            switch format {
            case .png: png(&reader)
            case .jpeg: jpeg(&reader)
            case .gif: pair(reader.little(2, at: 6), reader.little(2, at: 8))
            case .webp: webp(&reader)
            case .bmp: bmp(&reader)
            case .tiff: tiff(&reader)
            }
        guard let (width, height) = size, width > 0, height > 0 else { return nil }
        return ImageHeader(format: format, width: width, height: height)
    }

    /// The format, according to the first bytes.
    private static func format(_ reader: inout PayloadReader) -> ImageFormat? {
        guard let first = reader.bytes(at: 0, count: min(16, reader.count)).map(Array.init) else { return nil }
        return format(of: first)
    }

    /// The format, according to the first 12 bytes of a file.
    static func format(of first: [UInt8]) -> ImageFormat? {
        if first.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if first.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if first.starts(with: "GIF87a".utf8) || first.starts(with: "GIF89a".utf8) { return .gif }
        if first.starts(with: "RIFF".utf8), first.dropFirst(8).starts(with: "WEBP".utf8) { return .webp }
        if first.starts(with: "BM".utf8), first.count >= 10, first[6..<10].allSatisfy({ $0 == 0 }) { return .bmp }
        if first.starts(with: [0x49, 0x49, 42, 0]) || first.starts(with: [0x4D, 0x4D, 0, 42]) { return .tiff }
        return nil
    }

    /// PNG (third edition) section 11.2.1: IHDR comes first and holds 13 bytes; sizes stay below 2^31.
    private static func png(_ reader: inout PayloadReader) -> (Int, Int)? {
        guard reader.big(4, at: 8) == 13, reader.has("IHDR", at: 12) else { return nil }
        guard let size = pair(reader.big(4, at: 16), reader.big(4, at: 20)) else { return nil }
        return size.0 < 1 << 31 && size.1 < 1 << 31 ? size : nil
    }

    private static func jpeg(_ reader: inout PayloadReader) -> (Int, Int)? {
        guard let frame = JPEGFrame.find(&reader) else { return nil }
        return (frame.width, frame.height)
    }

    /// RFC 9649: `VP8 ` carries a key frame header, `VP8L` 14-bit sizes less one, `VP8X` 24-bit sizes less one.
    private static func webp(_ reader: inout PayloadReader) -> (Int, Int)? {
        if reader.has("VP8X", at: 12) {
            guard let size = pair(reader.little(3, at: 24), reader.little(3, at: 27)) else { return nil }
            return (size.0 + 1, size.1 + 1)
        }
        if reader.has("VP8L", at: 12) {
            guard reader.byte(at: 20) == 0x2F, let bits = reader.little(4, at: 21) else { return nil }
            return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        }
        guard reader.has("VP8 ", at: 12), reader.big(3, at: 23) == 0x9D012A else { return nil }
        guard let size = pair(reader.little(2, at: 26), reader.little(2, at: 28)) else { return nil }
        return (size.0 & 0x3FFF, size.1 & 0x3FFF)
    }

    /// BITMAPCOREHEADER has 16-bit sizes, every later header signed 32-bit ones; a negative height means top-down.
    private static func bmp(_ reader: inout PayloadReader) -> (Int, Int)? {
        guard let headerSize = reader.little(4, at: 14) else { return nil }
        if headerSize == 12 { return pair(reader.little(2, at: 18), reader.little(2, at: 20)) }
        guard headerSize >= 16, let size = pair(reader.little(4, at: 18), reader.little(4, at: 22)) else { return nil }
        let width = Int(Int32(truncatingIfNeeded: size.0))
        let height = Int(Int32(truncatingIfNeeded: size.1))
        return (width, abs(height))
    }

    /// TIFF 6.0 section 2: the first directory, wherever it lies, holds the tags 256 (width) and 257 (length).
    private static func tiff(_ reader: inout PayloadReader) -> (Int, Int)? {
        let isLittle = reader.byte(at: 0) == 0x49
        func number(_ width: Int, _ offset: Int) -> Int? {
            isLittle ? reader.little(width, at: offset) : reader.big(width, at: offset)
        }
        guard let directory = number(4, 4), directory >= 8, let entries = number(2, directory) else { return nil }
        var width: Int?
        var height: Int?
        for index in 0..<entries {
            let entry = directory + 2 + index * 12
            guard let tag = number(2, entry), let type = number(2, entry + 2) else { return nil }
            guard tag == 256 || tag == 257 else { continue }
            let value = type == 3 ? number(2, entry + 8) : type == 4 ? number(4, entry + 8) : nil
            if tag == 256 { width = value } else { height = value }
            if let width, let height { return (width, height) }
        }
        return nil
    }

    private static func pair(_ width: Int?, _ height: Int?) -> (Int, Int)? {
        guard let width, let height else { return nil }
        return (width, height)
    }
}
