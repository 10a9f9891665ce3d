// Random numbers, picks and boxes with few decimals.

import Crypto

extension Double {
    /// The number rounded to so many decimals.
    func rounded(decimals: Int) -> Double {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        return (self * scale).rounded() / scale
    }
}

extension SeededGenerator {
    /// A number in a range with so many decimals.
    mutating func double(in range: ClosedRange<Double>, decimals: Int) -> Double {
        double(in: range).rounded(decimals: decimals)
    }

    /// So many different elements, in the order of the collection.
    mutating func some<Element>(_ count: Int, of elements: [Element]) -> [Element] {
        shuffled(Array(elements.indices)).prefix(count).sorted().map { elements[$0] }
    }

    /// A box within the picture: shares of width and height, three decimals.
    mutating func box() -> (x: Double, y: Double, w: Double, h: Double) {
        let w = double(in: 0.06...0.3, decimals: 3)
        let h = double(in: 0.08...0.4, decimals: 3)
        return (double(in: 0...(1 - w), decimals: 3), double(in: 0...(1 - h), decimals: 3), w, h)
    }
}
