// Decodes PNG files.

import CPNG
import System

/// Reads PNG files with libpng's simplified API, which needs the whole image in memory.
enum PNGDecoder {
    /// The most pixels of a file; each takes up to 4 bytes while the image is scaled.
    static let mostPixels = 32_000_000

    /// Decodes an image into 8-bit samples. Grey stays grey, opacity is kept, palettes are resolved, and 16 bits become
    /// 8.
    ///
    /// - Throws: ``ImageError`` `tooManyPixels`, and `damaged` if the file is damaged or cut short; `WorkError`.
    static func decode(_ bytes: [UInt8], budget: WorkBudget) throws -> Bitmap {
        var image = unsafe png_image()
        unsafe image.version = UInt32(PNG_IMAGE_VERSION)
        defer { unsafe png_image_free(&image) }
        return try unsafe bytes.withUnsafeBufferPointer { bytes -> Bitmap in
            // libpng reads from `bytes` until the image is finished, so both steps must happen here.
            guard unsafe png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
                throw ImageError.damaged(unsafe image.text)
            }
            let width = Int(unsafe image.width)
            let height = Int(unsafe image.height)
            guard width <= 65535, height <= 65535, width * height <= mostPixels else {
                throw ImageError.tooManyPixels(width: width, height: height, limit: mostPixels)
            }
            let layout = unsafe layout(of: image.format)
            unsafe image.format = layout.pngFormat
            var succeeded = false
            let count = width * height * layout.rawValue
            // What cannot be stopped once it has begun is paid for before.
            try budget.count(pixels: width * height)
            try budget.hold(count)
            defer { budget.release(count) }
            let samples = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
                succeeded = unsafe png_image_finish_read(&image, nil, buffer.baseAddress, 0, nil) != 0
                written = succeeded ? count : 0
            }
            guard succeeded else { throw ImageError.damaged(unsafe image.text) }
            return Bitmap(checkedWidth: width, height: height, layout: layout, samples: samples)
        }
    }

    private static func layout(of format: UInt32) -> Bitmap.Layout {
        let hasColour = format & PNG_FORMAT_FLAG_COLOR != 0
        let hasAlpha = format & PNG_FORMAT_FLAG_ALPHA != 0
        return hasColour ? (hasAlpha ? .rgba : .rgb) : (hasAlpha ? .greyAlpha : .grey)
    }
}
