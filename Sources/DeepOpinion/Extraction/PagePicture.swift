// Pictures of pages with the extracted fields.

import Formats

/// Draws small pictures of pages.
enum PagePicture {
    private static let width = 420
    private static let height = 594
    /// How many pixels a picture has.
    static let pixels = width * height

    /// A PNG: a grey bar for each line, a frame for each match.
    static func png(of page: Int, _ document: ScannedDocument, _ matches: [FieldMatch]) -> [UInt8] {
        var samples = [UInt8](repeating: 255, count: width * height * 3)
        func set(_ x: Int, _ y: Int, _ colour: [UInt8]) {
            guard (0..<width).contains(x), (0..<height).contains(y) else { return }
            for channel in 0..<3 { samples[(y * width + x) * 3 + channel] = colour[channel] }
        }
        let lines = document.pages[page]
        let step = 0.9 / Double(max(45, lines.count + 1))
        // More lines than rows of pixels would be drawn over each other.
        for index in stride(from: 0, to: lines.count, by: max(1, lines.count / height)) {
            let y = Int((0.05 + (Double(index) + 0.5) * step) * Double(height))
            for x in Int(
                0.06 * Double(width))..<max(
                    26, min(width - 20, Int((0.06 + Double(lines[index].prefix(width).count) * 0.009) * Double(width))))
            {
                set(x, y, [200, 200, 200])
                set(x, y + 1, [200, 200, 200])
            }
        }
        for match in matches where match.page == page {
            let left = Int(match.box.left * Double(width))
            let right = max(left + 2, Int(match.box.right * Double(width)))
            let top = Int(match.box.top * Double(height))
            let bottom = max(top + 2, Int(match.box.bottom * Double(height)))
            for x in left...right {
                set(x, top, [210, 40, 40])
                set(x, bottom, [210, 40, 40])
            }
            for y in top...bottom {
                set(left, y, [210, 40, 40])
                set(right, y, [210, 40, 40])
            }
        }
        guard let bitmap = Bitmap(width: width, height: height, layout: .rgb, samples: samples),
            let bytes = try? PNGEncoder.encode(bitmap)
        else { return [] }
        return bytes
    }
}
