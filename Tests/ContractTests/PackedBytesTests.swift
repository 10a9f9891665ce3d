// Packing bytes into text and back.

import Testing

@testable import Contract

@Suite struct PackedBytesTests {
    @Test("What is packed comes back", arguments: 0..<40)
    func roundTrip(seed: Int) {
        var random = SeededGenerator(UInt64(seed))
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            let count = Int.random(in: 0...300, using: &random)
            if Bool.random(using: &random) {
                bytes += [UInt8](repeating: 0, count: count)
            } else {
                bytes += (0..<count).map { _ in UInt8.random(in: 0...3, using: &random) }
            }
        }
        #expect(PackedBytes.unpack(PackedBytes.pack(bytes)) == bytes)
    }

    @Test("Zeros pack small")
    func small() {
        #expect(PackedBytes.pack([UInt8](repeating: 0, count: 1_000_000)).utf8.count <= 8)
    }

    @Test("Damaged texts give nothing", arguments: ["A", "A===", "====", "!AAA", "/w==", "AQ==", "AP////8P"])
    func damaged(text: String) {
        #expect(PackedBytes.unpack(text) == nil)
    }

    @Test("The limit holds")
    func limit() {
        let text = PackedBytes.pack([UInt8](repeating: 0, count: 1000))
        #expect(PackedBytes.unpack(text, limit: 999) == nil)
        #expect(PackedBytes.unpack(text, limit: 1000)?.count == 1000)
    }
}
