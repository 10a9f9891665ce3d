// The placeholder for videos and unreadable images.

import System

extension Thumbnail {
    /// A PNG of a gradient with a play sign, in colours chosen by `seed`. Equal arguments give equal bytes. Sides are
    /// limited to 1 to 1024 pixels.
    ///
    /// - Throws: what stops the budget, which is charged for a picture and its pixels.
    public static func placeholder(
        width: Int, height: Int, seed: UInt64, budget: WorkBudget = WorkBudget()
    ) throws(WorkError) -> Thumbnail {
        let width = max(1, min(width, 1024))
        let height = max(1, min(height, 1024))
        try budget.count(pictures: 1)
        try budget.count(pixels: width * height)
        let dark = (0..<3).map { 24 + Int(seed >> (8 * UInt64($0)) & 0x5F) }
        let light = (0..<3).map { 110 + Int(seed >> (24 + 8 * UInt64($0)) & 0x7F) }
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                let isSign = isInPlaySign(x: x, y: y, width: width, height: height)
                for channel in 0..<3 {
                    let shade = dark[channel] + (light[channel] - dark[channel]) * (x + y) / (width + height)
                    samples.append(UInt8(isSign ? (shade + 2 * 255) / 3 : shade))
                }
            }
        }
        let bitmap = Bitmap(checkedWidth: width, height: height, layout: .rgb, samples: samples)
        guard let bytes = try? PNGEncoder.encode(bitmap) else {
            fatalError("libpng could not encode a small image: the process is out of memory.")
        }
        return Thumbnail(bytes: bytes, mediaType: ImageFormat.png.mediaType, width: width, height: height)
    }

    /// Whether a pixel lies in the triangle in the middle, which points right and is a third of the shorter side high.
    private static func isInPlaySign(x: Int, y: Int, width: Int, height: Int) -> Bool {
        let size = min(width, height) / 3
        let left = x - (width - size) / 2
        let down = abs(2 * y - height + 1)
        return left >= 0 && left < size && down <= size - left
    }
}
