// Made-up values: their numbers are fixed for ever, so most tests compare with literals.

import Crypto
import Testing

@Suite struct SeededGeneratorTests {
    @Test("the sequence for a seed never changes")
    func sequence() {
        var generator = SeededGenerator(seed: 0)
        #expect(
            (0..<4).map { _ in generator.next() } == [
                0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0, 0x6AA5_94F1_262D_2D2C,
            ]
        )
    }

    @Test("the helpers never change")
    func helpers() {
        var generator = SeededGenerator(seed: 42)
        #expect(generator.int(in: 1...6) == 1)
        #expect(generator.unit() == 0.3789802506626686)
        #expect(generator.alphanumeric(20) == "q59vs0vkqSxTs2m0rrFL")
        #expect(generator.uuid() == "bd29c594-4a90-4a6f-9774-815854a21d9a")
        #expect(generator.shuffled(Array(0..<10)) == [0, 2, 6, 8, 1, 7, 5, 9, 4, 3])
        #expect(generator.pick(["a", "b", "c"]) == "c")
        #expect(generator.digits(6) == "877049")
        #expect(generator.hex(8) == "8bcde298")
        #expect(generator.bytes(3) == [169, 165, 65])
        #expect(generator.double(in: -1...1) == 0.655317490895968)
    }

    @Test("a seed with parts depends on each of them")
    func parts() {
        #expect(SeededGenerator(seed: 1, "a", "b") == SeededGenerator(seed: 1, "a", "b"))
        #expect(SeededGenerator(seed: 1, "a", "b") != SeededGenerator(seed: 1, "ab"))
        #expect(SeededGenerator(seed: 1, "a") != SeededGenerator(seed: 2, "a"))
    }

    @Test("ranges are kept at their ends", arguments: [0...0, -3...3, Int.min...Int.max, Int.max - 1...Int.max])
    func ranges(range: ClosedRange<Int>) {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<1000 { #expect(range.contains(generator.int(in: range))) }
    }

    @Test("every value of a small range comes up about equally often")
    func uniformity() {
        var generator = SeededGenerator(seed: 8)
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<100_000 { counts[generator.int(in: 0..<10)] += 1 }
        for count in counts { #expect((9_500...10_500).contains(count)) }
    }

    @Test("doubles fill 0 ..< 1")
    func doubles() {
        var generator = SeededGenerator(seed: 9)
        let values = (0..<10_000).map { _ in generator.unit() }
        #expect(values.allSatisfy { (0..<1).contains($0) })
        #expect(abs(values.reduce(0, +) / 10_000 - 0.5) < 0.01)
    }

    @Test("a UUID has version 4 and its variant")
    func uuids() {
        var generator = SeededGenerator(seed: 10)
        for _ in 0..<100 {
            let characters = Array(generator.uuid())
            #expect(characters.count == 36)
            #expect(characters[14] == "4")
            #expect("89ab".contains(characters[19]))
            #expect([8, 13, 18, 23].allSatisfy { characters[$0] == "-" })
        }
    }

    @Test("a shuffle keeps every element, and an empty pick is nil")
    func collections() {
        var generator = SeededGenerator(seed: 11)
        #expect(generator.shuffled(Array(0..<50)).sorted() == Array(0..<50))
        #expect(generator.pick([Int]()) == nil)
        #expect(generator.shuffled([Int]()) == [])
    }
}
