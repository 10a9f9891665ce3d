// Small copies of images.

import System

/// A small image that represents a file.
public struct Thumbnail: Sendable, Equatable {
    /// The encoded image.
    public let bytes: [UInt8]
    /// `image/jpeg` or `image/png`.
    public let mediaType: String
    /// The width in pixels.
    public let width: Int
    /// The height in pixels.
    public let height: Int

    /// Makes a copy of a JPEG or PNG whose longer side has at most `longest` pixels (1 to 4096). Never enlarges.
    ///
    /// A JPEG stays a JPEG, and a PNG stays a PNG with its opacity. The Exif orientation is not applied. Takes tens of
    /// milliseconds: use the pool. The budget is charged before anything is read or decoded: the file and its pixels are
    /// held meanwhile, and every pass over the pixels counts.
    ///
    /// - Throws: ``ImageError`` for other formats, damaged files, and more than 100 million pixels (32 million for a PNG
    ///   or a progressive JPEG, which must be held in memory); `SystemError` when it cannot be read; `WorkError` when the
    ///   budget is used up.
    public static func make(
        _ payload: Payload, longest: Int = 256, budget: WorkBudget = WorkBudget()
    ) throws -> Thumbnail {
        guard let header = try ImageHeader.read(payload, budget: budget) else { throw ImageError.unknownFormat }
        guard header.format == .jpeg || header.format == .png else { throw ImageError.unsupported(header.format) }
        try budget.count(pictures: 1)
        let size = fit(width: header.width, height: header.height, longest: max(1, min(longest, 4096)))
        let picture = try decoded(payload, header.format, wanted: size, budget)
        try budget.hold(picture.samples.count)
        defer { budget.release(picture.samples.count) }
        let small = try picture.reduced(width: size.width, height: size.height, budget: budget)
        try budget.count(pixels: small.width * small.height)
        return Thumbnail(
            bytes: try header.format == .jpeg ? JPEGEncoder.encode(small) : PNGEncoder.encode(small),
            mediaType: header.format.mediaType,
            width: small.width,
            height: small.height
        )
    }

    /// The pixels of a file, which is in memory only as long as it is decoded.
    private static func decoded(
        _ payload: Payload, _ format: ImageFormat, wanted: (width: Int, height: Int), _ budget: WorkBudget
    ) throws -> Bitmap {
        try budget.hold(payload.count)
        defer { budget.release(payload.count) }
        try budget.read(payload.count)
        let bytes = try payload.bytes(maximum: payload.count)
        return switch format {
        case .jpeg: try JPEGDecoder.decode(bytes, wanted: wanted, budget: budget)
        default: try PNGDecoder.decode(bytes, budget: budget)
        }
    }

    /// The largest size with the same proportions whose longer side has at most `longest` pixels. Each side has at
    /// least one.
    static func fit(width: Int, height: Int, longest: Int) -> (width: Int, height: Int) {
        let side = max(width, height)
        guard side > longest else { return (width, height) }
        return (max(1, (width * longest + side / 2) / side), max(1, (height * longest + side / 2) / side))
    }
}
