// Pixels in memory.

/// A picture as rows of 8-bit samples, top row first, without gaps between rows.
public struct Bitmap: Sendable, Equatable {
    /// What the samples of a pixel mean. The raw value is their count.
    public enum Layout: Int, Sendable {
        /// One sample: brightness.
        case grey = 1
        /// Brightness and opacity.
        case greyAlpha = 2
        /// Red, green, blue.
        case rgb = 3
        /// Red, green, blue, opacity; the colours are not multiplied by it.
        case rgba = 4

        /// Whether the last sample of a pixel is its opacity.
        public var hasAlpha: Bool { self == .greyAlpha || self == .rgba }
    }

    /// Pixels in a row, 1 to 65535.
    public let width: Int
    /// Rows, 1 to 65535.
    public let height: Int
    /// What the samples of a pixel mean.
    public let layout: Layout
    /// The samples: `width * height * layout.rawValue` bytes.
    public let samples: [UInt8]

    /// Nil when a side is outside 1 to 65535 or `samples` has another length than the sizes demand.
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
