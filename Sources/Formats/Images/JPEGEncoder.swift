// Encodes JPEG files.

import CJPEG

/// Writes baseline JPEG files with TurboJPEG.
public enum JPEGEncoder {
    /// Encodes an image as a JPEG file and drops its opacity. `quality` runs from 1 to 100. Throws `notEncodable`.
    public static func encode(_ bitmap: Bitmap, quality: Int = 85) throws(ImageError) -> [UInt8] {
        guard let handle = unsafe tjInitCompress() else { throw .notEncodable("no memory for a JPEG compressor") }
        defer { unsafe tjDestroy(handle) }
        let bitmap = bitmap.layout == .greyAlpha ? bitmap.withoutGreyAlpha() : bitmap
        let format: TJPF =
            switch bitmap.layout {
            case .grey, .greyAlpha: TJPF_GRAY
            case .rgb: TJPF_RGB
            case .rgba: TJPF_RGBA
            }
        let subsampling = bitmap.layout == .grey ? TJSAMP_GRAY : TJSAMP_420
        let capacity = Int(tjBufSize(Int32(bitmap.width), Int32(bitmap.height), Int32(subsampling.rawValue)))
        var succeeded = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            var output = buffer.baseAddress
            var size = UInt(capacity)
            let status = unsafe bitmap.samples.withUnsafeBufferPointer { samples in
                unsafe tjCompress2(
                    handle,
                    samples.baseAddress,
                    Int32(bitmap.width),
                    0,
                    Int32(bitmap.height),
                    Int32(format.rawValue),
                    &output,
                    &size,
                    Int32(subsampling.rawValue),
                    Int32(max(1, min(quality, 100))),
                    TJFLAG_NOREALLOC
                )
            }
            succeeded = status == 0
            count = succeeded ? Int(size) : 0
        }
        guard succeeded else { throw .notEncodable(unsafe String(cString: tjGetErrorStr2(handle))) }
        return bytes
    }
}

extension Bitmap {
    /// The brightness without the opacity, which JPEG lacks.
    fileprivate func withoutGreyAlpha() -> Bitmap {
        let brightness = stride(from: 0, to: samples.count, by: 2).map { samples[$0] }
        return Bitmap(checkedWidth: width, height: height, layout: .grey, samples: brightness)
    }
}
