// Numbers, picks and boxes with few decimals.

import Crypto

/// Draws numbers with few decimals.
enum Draw {
    /// A number in a range with so many decimals.
    static func number(_ generator: inout SeededGenerator, _ range: ClosedRange<Double>, decimals: Int) -> Double {
        round(generator.double(in: range), decimals: decimals)
    }

    /// A number rounded to so many decimals.
    static func round(_ value: Double, decimals: Int) -> Double {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        return (value * scale).rounded() / scale
    }

    /// So many different elements, in the order of the collection.
    static func some<Element>(_ generator: inout SeededGenerator, _ count: Int, of elements: [Element]) -> [Element] {
        generator.shuffled(Array(elements.indices)).prefix(count).sorted().map { elements[$0] }
    }

    /// A box within the picture: shares of width and height, three decimals.
    static func box(_ generator: inout SeededGenerator) -> (x: Double, y: Double, w: Double, h: Double) {
        let w = number(&generator, 0.06...0.3, decimals: 3)
        let h = number(&generator, 0.08...0.4, decimals: 3)
        return (number(&generator, 0...(1 - w), decimals: 3), number(&generator, 0...(1 - h), decimals: 3), w, h)
    }
}
