// Which words of a segment speak about which aspect.

import Testing

@testable import DeepOpinion

@Suite("Studio: reading segments")
struct SegmentReadingTests {
    /// A model that knows two aspects by one word each: "room" and "staff".
    private static func model() throws -> LinearModel {
        let words = [("room", 0), ("staff", 1)].map { (Features.words(of: $0.0)[0].hash, UInt32($0.1)) }
            .sorted { $0.0 < $1.0 }
        return try #require(
            LinearModel(
                biases: [-1, -1], features: words.map(\.0), offsets: [0, 1, 2], targets: words.map(\.1),
                weights: [2, 2]))
    }

    @Test(
        "a segment is cut at the strongest boundary between the words that name its aspects",
        arguments: [
            ("The room was clean but the staff was rude", 4), ("Clean room, rude staff", 2),
            ("The room was clean and quiet, and the staff was rude", 6),
            ("The room was clean, quiet and big but the staff was rude", 7),
            ("Room clean, sunny; friendly, kind staff", 3), ("The room was clean and the staff rude", 4),
            ("clean room rude staff", 3), ("Das Zimmer (room) war gut, aber staff war schlecht", 5),
        ])
    func cuts(text: String, place: Int) throws {
        let windows = SegmentReading(text).windows(of: [0, 1], by: try Self.model())
        let count = Features.words(of: text).count
        #expect(windows == [0: 0..<place, 1: place..<count])
    }

    @Test("aspects stand in any order, and one alone has the whole segment")
    func orders() throws {
        let model = try Self.model()
        #expect(SegmentReading("Rude staff, clean room").windows(of: [0, 1], by: model) == [1: 0..<2, 0: 2..<4])
        #expect(SegmentReading("Rude staff, clean room").windows(of: [1], by: model) == [1: 0..<4])
        #expect(SegmentReading("nothing of the kind").windows(of: [0, 1], by: model) == [0: 0..<0, 1: 0..<4])
        #expect(SegmentReading("").windows(of: [0, 1], by: model) == [0: 0..<0, 1: 0..<0])
    }
}
