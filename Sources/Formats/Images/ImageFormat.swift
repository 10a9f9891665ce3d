// The image formats whose headers can be read.

/// An image format.
public enum ImageFormat: String, Sendable, CaseIterable {
    /// Portable Network Graphics.
    case png
    /// JPEG, in a JFIF, Exif or bare stream.
    case jpeg
    /// Graphics Interchange Format.
    case gif
    /// WebP: lossy, lossless or extended.
    case webp
    /// Windows bitmap.
    case bmp
    /// Tag Image File Format, not BigTIFF.
    case tiff

    /// The registered media type: `image/png`, `image/jpeg` and so on.
    public var mediaType: String { "image/\(rawValue)" }
}
