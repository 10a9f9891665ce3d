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

    /// The most encoded bytes of an image.
    public static let mostBytes = 128 << 20

    /// Makes a copy of a JPEG or PNG whose longer side has at most `longest` pixels (1 to 4096). Never enlarges.
    ///
    /// A JPEG stays a JPEG, and a PNG stays a PNG with its opacity. The Exif orientation is not applied. Throws
    /// `ImageError` for other formats, damaged files, more than 100 million pixels (32 million for a PNG or a
    /// progressive JPEG, which must be held in memory), and more than 128 MiB. Takes tens of milliseconds: use the
    /// pool.
    public static func make(_ payload: Payload, longest: Int = 256) throws(ImageError) -> Thumbnail {
        guard payload.count <= mostBytes else { throw .tooManyBytes(count: payload.count, limit: mostBytes) }
        guard let header = ImageHeader.read(payload) else { throw .unknownFormat }
        guard header.format == .jpeg || header.format == .png else { throw .unsupported(header.format) }
        let bytes: [UInt8]
        do {
            bytes = try payload.bytes(maximum: mostBytes)
        } catch {
            throw .unreadable(error.message)
        }
        let size = fit(width: header.width, height: header.height, longest: max(1, min(longest, 4096)))
        let picture = try header.format == .jpeg ? JPEGDecoder.decode(bytes, wanted: size) : PNGDecoder.decode(bytes)
        let small = picture.reduced(width: size.width, height: size.height)
        return Thumbnail(
            bytes: try header.format == .jpeg ? JPEGEncoder.encode(small) : PNGEncoder.encode(small),
            mediaType: header.format.mediaType,
            width: small.width,
            height: small.height
        )
    }

    /// The largest size with the same proportions whose longer side has at most `longest` pixels. Each side has at
    /// least one.
    static func fit(width: Int, height: Int, longest: Int) -> (width: Int, height: Int) {
        let side = max(width, height)
        guard side > longest else { return (width, height) }
        return (max(1, (width * longest + side / 2) / side), max(1, (height * longest + side / 2) / side))
    }
}
