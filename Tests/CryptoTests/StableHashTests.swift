// Hashes for seeds: their numbers are fixed for ever.

import Crypto
import Testing

@Suite struct StableHashTests {
    @Test("the numbers never change")
    func numbers() {
        #expect(stableHash([UInt8]()) == 17_665_956_581_633_026_203)
        #expect(stableHash(Array("foobar".utf8)) == 4_633_546_387_131_234_498)
        #expect(stableHash("job", "42") == 12_173_237_090_773_911_963)
    }

    @Test("where a text ends matters")
    func boundaries() {
        #expect(stableHash("ab", "c") != stableHash("a", "bc"))
        #expect(stableHash("") != stableHash("", ""))
        #expect(stableHash(["ab", "c"]) == stableHash("ab", "c"))
    }

    @Test("bytes in pieces hash like the whole")
    func pieces() {
        var hasher = StableHasher()
        hasher.combine([1, 2])
        hasher.combine([3])
        #expect(hasher.finish() == stableHash([1, 2, 3] as [UInt8]))
    }
}
