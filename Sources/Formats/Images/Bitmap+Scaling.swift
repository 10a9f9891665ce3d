// Scales images down.

import System

extension Bitmap {
    /// Scales the image down to `width` x `height`. Every new pixel is the exact average of the area it covers,
    /// weighted by opacity. Integer arithmetic makes the result the same on every machine. A side never grows.
    ///
    /// - Throws: what stops the budget, which is charged row by row.
    public func reduced(
        width newWidth: Int, height newHeight: Int, budget: WorkBudget = WorkBudget()
    ) throws(WorkError) -> Bitmap {
        let newWidth = max(1, min(newWidth, width))
        let newHeight = max(1, min(newHeight, height))
        guard newWidth < width || newHeight < height else { return self }
        // A source row spans newHeight units and a target row `height` units, so both grids share their unit; the same
        // holds for columns. The weights of one target pixel then add up to width * height.
        var reducer = RowReducer(width: width, newWidth: newWidth, layout: layout)
        let total = width * height
        var sums = [Int](repeating: 0, count: newWidth * layout.rawValue)
        var output: [UInt8] = []
        output.reserveCapacity(newWidth * newHeight * layout.rawValue)
        var room = height
        for row in 0..<height {
            try budget.count(pixels: width)
            reducer.reduce(samples.span, row: row)
            let used = min(newHeight, room)
            reducer.add(to: &sums, weight: used)
            room -= used
            guard room == 0 else { continue }
            reducer.append(sums, total: total, to: &output)
            room = height - (newHeight - used)
            for index in sums.indices { sums[index] = 0 }
            reducer.add(to: &sums, weight: newHeight - used)
        }
        return Bitmap(checkedWidth: newWidth, height: newHeight, layout: layout, samples: output)
    }
}
