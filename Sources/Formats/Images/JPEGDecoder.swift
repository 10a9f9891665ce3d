// Decodes JPEG files at a reduced scale.

import CJPEG
import System

/// Reads JPEG files with TurboJPEG, which can leave out detail while it decodes: 1/8 costs a fraction of the whole.
enum JPEGDecoder {
    /// The most pixels of a file that is decoded row by row.
    static let mostPixels = 100_000_000
    /// The most pixels of a file whose coefficients must all be held in memory, at up to 6 bytes each.
    static let mostPixelsHeldWhole = 32_000_000
    /// The most scans of a file; progressive files have about ten.
    static let mostScans = 100

    /// Decodes the image, reduced to 1/2, 1/4 or 1/8 as long as no side becomes smaller than wanted.
    ///
    /// - Throws: ``ImageError`` `tooManyPixels`, and `damaged` for everything the decoder complains about, even if it
    ///   could continue; `WorkError`.
    static func decode(_ bytes: [UInt8], wanted: (width: Int, height: Int), budget: WorkBudget) throws -> Bitmap {
        var reader = PayloadReader(.memory(bytes), budget: budget)
        let found = JPEGFrame.find(&reader)
        try reader.check()
        guard let frame = found else { throw ImageError.damaged("it has no readable frame header") }
        let limit = frame.needsWholePicture ? mostPixelsHeldWhole : mostPixels
        let pixels = frame.width * frame.height
        guard pixels <= limit else {
            throw ImageError.tooManyPixels(width: frame.width, height: frame.height, limit: limit)
        }
        let scans = countScans(bytes.span)
        guard scans <= mostScans else { throw ImageError.damaged("it has too many scans: \(scans)") }
        // What cannot be stopped once it has begun is paid for before: every scan visits every pixel.
        try budget.count(pixels: frame.needsWholePicture ? max(1, scans) * pixels : pixels)
        let coefficients = frame.needsWholePicture ? frame.coefficients * MemoryLayout<Int16>.size : 0
        try budget.hold(coefficients)
        defer { budget.release(coefficients) }
        guard let handle = unsafe tjInitDecompress() else {
            throw ImageError.damaged("no memory for a JPEG decompressor")
        }
        defer { unsafe tjDestroy(handle) }
        var (width, height, subsampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
        let status = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe tjDecompressHeader3(
                handle,
                bytes.baseAddress,
                UInt(bytes.count),
                &width,
                &height,
                &subsampling,
                &colours
            )
        }
        guard status == 0 else { throw ImageError.damaged(unsafe String(cString: tjGetErrorStr2(handle))) }
        guard Int(width) == frame.width, Int(height) == frame.height else {
            throw ImageError.damaged("it has two frame headers")
        }
        let divisor = [8, 4, 2].first { divisor in
            scaled(frame.width, divisor) >= wanted.width && scaled(frame.height, divisor) >= wanted.height
        }
        width = Int32(scaled(frame.width, divisor ?? 1))
        height = Int32(scaled(frame.height, divisor ?? 1))
        let output = Int(width) * Int(height) * 4
        try budget.hold(output)
        defer { budget.release(output) }
        return unsafe try bitmap(handle, bytes, width, height, colours: colours)
    }

    private static func bitmap(
        _ handle: tjhandle,
        _ bytes: [UInt8],
        _ width: Int32,
        _ height: Int32,
        colours: Int32
    ) throws(ImageError) -> Bitmap {
        let isPrint = colours == TJCS_CMYK.rawValue || colours == TJCS_YCCK.rawValue
        let isGrey = colours == TJCS_GRAY.rawValue
        let format = isPrint ? TJPF_CMYK : isGrey ? TJPF_GRAY : TJPF_RGB
        let layout: Bitmap.Layout = isPrint ? .rgba : isGrey ? .grey : .rgb
        let count = Int(width) * Int(height) * layout.rawValue
        var succeeded = false
        let samples = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            let status = unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe tjDecompress2(
                    handle,
                    bytes.baseAddress,
                    UInt(bytes.count),
                    buffer.baseAddress,
                    width,
                    0,
                    height,
                    Int32(format.rawValue),
                    TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS
                )
            }
            succeeded = status == 0
            written = succeeded ? count : 0
        }
        guard succeeded else { throw .damaged(unsafe String(cString: tjGetErrorStr2(handle))) }
        return Bitmap(
            checkedWidth: Int(width),
            height: Int(height),
            layout: isPrint ? .rgb : layout,
            samples: isPrint ? screenColours(samples) : samples
        )
    }

    /// `side` divided and rounded up: TurboJPEG's TJSCALED.
    private static func scaled(_ side: Int, _ divisor: Int) -> Int {
        (side + divisor - 1) / divisor
    }

    /// Scan headers (FF DA) in the stream. Entropy-coded data never contains one; other segments may, which only
    /// makes the count too high.
    private static func countScans(_ bytes: Span<UInt8>) -> Int {
        var count = 0
        var index = 1
        while index < bytes.count {
            if bytes[index] == 0xDA, bytes[index - 1] == 0xFF { count += 1 }
            index += 1
        }
        return count
    }

    /// Converts CMYK to RGB. Files by Adobe, which nearly all are, store inverted values.
    private static func screenColours(_ inks: [UInt8]) -> [UInt8] {
        var samples: [UInt8] = []
        samples.reserveCapacity(inks.count / 4 * 3)
        for first in stride(from: 0, to: inks.count, by: 4) {
            let black = Int(inks[first + 3])
            for ink in first..<first + 3 { samples.append(UInt8((Int(inks[ink]) * black + 127) / 255)) }
        }
        return samples
    }
}
