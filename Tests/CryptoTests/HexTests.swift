// Hexadecimal text.

import Crypto
import Testing

@Suite struct HexTests {
    @Test("bytes become two lower-case digits each")
    func encoding() {
        #expect(Hex.encode([0, 1, 0x7F, 0xAB, 255]) == "00017fabff")
        #expect(Hex.encode([]) == "")
    }

    @Test("digits of either case become bytes")
    func decoding() {
        #expect(Hex.decode("00017fABff") == [0, 1, 0x7F, 0xAB, 255])
        #expect(Hex.decode("") == [])
    }

    @Test("anything else is refused", arguments: ["0", "0g", "g0", " 00", "0x", "+1", "é0"])
    func refusal(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
