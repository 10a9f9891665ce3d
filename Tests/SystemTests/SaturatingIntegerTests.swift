// Whole numbers from floating ones.

import System
import Testing

@Suite struct SaturatingIntegerTests {
    @Test(
        "a number loses its fraction; beyond the range the nearest whole number stands for it",
        arguments: [
            (0.0, 0), (2.9, 2), (-2.9, -2), (1e18, 1_000_000_000_000_000_000), (1e19, Int.max), (-1e19, Int.min),
            (Double.infinity, Int.max), (-Double.infinity, Int.min), (Double.nan, 0),
            (9_223_372_036_854_775_808, Int.max), (-9_223_372_036_854_775_808, Int.min),
        ] as [(Double, Int)])
    func saturates(value: Double, whole: Int) {
        #expect(Int(saturating: value) == whole)
    }
}
