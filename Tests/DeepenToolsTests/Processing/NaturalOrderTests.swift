// Tests of the order of names.

import JSON
import TestSupport
import Testing

@testable import DeepenTools

@Suite("Deepen tools: natural order")
struct NaturalOrderTests {
    @Test("numbers in names count as numbers")
    func naturalOrder() {
        let names = ["b", "a10", "a9", "a", "a09b", "a9c", "10", "9", "a/2", "a/10", "é"]
        #expect(
            names.sorted(by: NaturalOrder.isBefore) == [
                "9", "10", "a", "a/2", "a/10", "a9", "a9c", "a09b", "a10", "b", "é",
            ])
    }
}
