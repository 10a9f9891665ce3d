// The horizontal half of scaling: makes one row narrower.

/// Sums the samples of a row into the columns of the new width. Colours are multiplied by the opacity, if there is one.
struct RowReducer {
    private let width: Int
    private let newWidth: Int
    private let layout: Bitmap.Layout
    private var columns: [Int]

    init(width: Int, newWidth: Int, layout: Bitmap.Layout) {
        self.width = width
        self.newWidth = newWidth
        self.layout = layout
        columns = [Int](repeating: 0, count: newWidth * layout.rawValue)
    }

    /// Reduces row number `row` of `samples`, for `add`.
    mutating func reduce(_ samples: Span<UInt8>, row: Int) {
        for index in columns.indices { columns[index] = 0 }
        var column = 0
        var room = width
        let channels = layout.rawValue
        var position = row * width * channels
        var sums = SIMD4<Int>.zero
        for _ in 0..<width {
            let pixel = pixel(samples, at: position)
            position += channels
            guard room <= newWidth else {
                sums &+= pixel &* newWidth
                room -= newWidth
                continue
            }
            sums &+= pixel &* room
            store(sums, column)
            let rest = newWidth - room
            sums = pixel &* rest
            room = width - rest
            column += 1
        }
    }

    /// Adds the reduced row to `sums`, `weight` times.
    func add(to sums: inout [Int], weight: Int) {
        guard weight > 0 else { return }
        for index in sums.indices { sums[index] += columns[index] * weight }
    }

    /// Converts sums whose weights add up to `total` into samples, rounded to nearest.
    func append(_ sums: [Int], total: Int, to output: inout [UInt8]) {
        guard layout.hasAlpha else {
            for sum in sums { output.append(UInt8((sum + total / 2) / total)) }
            return
        }
        let channels = layout.rawValue
        for first in stride(from: 0, to: sums.count, by: channels) {
            let opacity = sums[first + channels - 1]
            for colour in first..<first + channels - 1 {
                output.append(opacity == 0 ? 0 : UInt8((sums[colour] + opacity / 2) / opacity))
            }
            output.append(UInt8((opacity + total / 2) / total))
        }
    }

    private func pixel(_ samples: Span<UInt8>, at position: Int) -> SIMD4<Int> {
        switch layout {
        case .grey: return SIMD4(Int(samples[position]), 0, 0, 0)
        case .rgb:
            return SIMD4(Int(samples[position]), Int(samples[position + 1]), Int(samples[position + 2]), 0)
        case .greyAlpha:
            let opacity = Int(samples[position + 1])
            return SIMD4(Int(samples[position]) * opacity, opacity, 0, 0)
        case .rgba:
            let opacity = Int(samples[position + 3])
            return SIMD4(
                Int(samples[position]) * opacity,
                Int(samples[position + 1]) * opacity,
                Int(samples[position + 2]) * opacity,
                opacity
            )
        }
    }

    private mutating func store(_ sums: SIMD4<Int>, _ column: Int) {
        let channels = layout.rawValue
        for channel in 0..<channels { columns[column * channels + channel] = sums[channel] }
    }
}
