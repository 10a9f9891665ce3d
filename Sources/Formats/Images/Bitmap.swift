// An image in memory.

/// An image as rows of 8-bit samples, top row first, without gaps between rows.
public struct Bitmap: Sendable, Equatable {
    /// The meaning of the samples of a pixel. The raw value is their number.
    public enum Layout: Int, Sendable {
        /// One sample: brightness.
        case grey = 1
        /// Brightness and opacity.
        case greyAlpha = 2
        /// Red, green, blue.
        case rgb = 3
        /// Red, green, blue, opacity; not premultiplied.
        case rgba = 4

        /// Whether the last sample of a pixel is its opacity.
        public var hasAlpha: Bool { self == .greyAlpha || self == .rgba }
    }

    /// The width in pixels, 1 to 65535.
    public let width: Int
    /// The height in pixels, 1 to 65535.
    public let height: Int
    /// The meaning of the samples of a pixel.
    public let layout: Layout
    /// The samples: `width * height * layout.rawValue` bytes.
    public let samples: [UInt8]

    /// Creates an image; nil if a side is outside 1 to 65535 or the length of `samples` does not match the size.
    public init?(width: Int, height: Int, layout: Layout, samples: [UInt8]) {
        guard (1...65535).contains(width), (1...65535).contains(height) else { return nil }
        guard samples.count == width * height * layout.rawValue else { return nil }
        self.init(checkedWidth: width, height: height, layout: layout, samples: samples)
    }

    init(checkedWidth width: Int, height: Int, layout: Layout, samples: [UInt8]) {
        self.width = width
        self.height = height
        self.layout = layout
        self.samples = samples
    }
}
