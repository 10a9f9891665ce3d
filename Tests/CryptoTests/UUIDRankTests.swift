// The rank of a UUID, and of texts that are none.

import Crypto
import Testing

@Suite struct UUIDRankTests {
    private static func id(seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed)
        return generator.uuid()
    }

    @Test(
        "ids of neighbouring seeds have neighbouring ranks", arguments: [0, 1, 42, UInt64.max, 0x0123_4567_89AB_CDEF])
    func neighbours(seed: UInt64) {
        let start = UUIDRank.ofFirst(seed: seed)
        for index in 0..<2_000 {
            let id = Self.id(seed: seed &+ UInt64(index) &* UUIDRank.step)
            #expect(UUIDRank.of(id.utf8.span) == start &+ index)
        }
    }

    @Test("an id that is not the first of its generator has a rank of its own, like any text")
    func others() {
        var generator = SeededGenerator(seed: 7)
        var texts = (0..<500).map { _ in generator.uuid() }
        texts += ["", "a", "00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-00000000000", "é"]
        texts += ["BD29C594-4A90-4A6F-9774-815854A21D9A", "bd29c594-4a90-4a6f-9774-815854a21d9a"]
        texts += ["bd29c594-4a90-1a6f-9774-815854a21d9a", "bd29c594_4a90_4a6f_9774_815854a21d9a"]
        #expect(Set(texts.map { UUIDRank.of($0.utf8.span) }).count == texts.count)
    }

    @Test("ranks are stored, so they never change")
    func literals() {
        let texts = [
            "c510c70f-6daf-42b3-aa4c-364796553b85", "bd29c594-4a90-4a6f-9774-815854a21d9a", "no UUID",
        ]
        #expect(
            texts.map { UUIDRank.of($0.utf8.span) } == [
                -1_018_231_460_777_725_123, 1_443_165_838_588_988_220, -7_067_642_545_057_764_619,
            ])
        #expect(Self.id(seed: 1) == texts[0])
    }
}
