// Encodes PNG files.

import CPNG

/// Writes PNG files with libpng.
public enum PNGEncoder {
    /// Encodes an image as a PNG file in its own layout. Throws `notEncodable`.
    public static func encode(_ bitmap: Bitmap) throws(ImageError) -> [UInt8] {
        var image = unsafe png_image()
        unsafe image.version = UInt32(PNG_IMAGE_VERSION)
        unsafe image.width = UInt32(bitmap.width)
        unsafe image.height = UInt32(bitmap.height)
        unsafe image.format = bitmap.layout.pngFormat
        // The largest deflated size of the rows with their filter bytes (as in PNG_IMAGE_PNG_SIZE_MAX), plus chunks.
        let raw = bitmap.samples.count + bitmap.height
        let capacity = raw + (raw + 7) >> 3 + (raw + 63) >> 6 + 1024
        var succeeded = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            var size = capacity
            let status = unsafe bitmap.samples.withUnsafeBytes { samples in
                unsafe png_image_write_to_memory(
                    &image,
                    buffer.baseAddress,
                    &size,
                    0,
                    samples.baseAddress,
                    0,
                    nil
                )
            }
            succeeded = status != 0
            count = succeeded ? size : 0
        }
        guard succeeded else { throw .notEncodable(unsafe image.text) }
        return bytes
    }
}

extension Bitmap.Layout {
    /// The name of the layout in the simplified API.
    var pngFormat: UInt32 {
        switch self {
        case .grey: UInt32(PNG_FORMAT_GRAY)
        case .greyAlpha: PNG_FORMAT_FLAG_ALPHA
        case .rgb: PNG_FORMAT_FLAG_COLOR
        case .rgba: PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA
        }
    }
}

extension png_image {
    /// The last message of libpng.
    var text: String {
        unsafe withUnsafeBytes(of: message) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
