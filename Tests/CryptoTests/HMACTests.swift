// Keyed digests.

import Crypto
import Testing

@Suite struct HMACTests {
    @Test("test case 2 of RFC 4231 holds")
    func shortKey() {
        let key = Array("Jefe".utf8)
        let message = Array("what do ya want for nothing?".utf8)
        let sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        let sha512 = """
            164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
            9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737
            """
        #expect(Hex.encode(HMAC.sha256(key: key, message: message)) == sha256)
        #expect(Hex.encode(HMAC.sha512(key: key, message: message)) == sha512)
    }

    @Test("test case 6 of RFC 4231 holds: a key longer than a block")
    func longKey() {
        let key = [UInt8](repeating: 0xAA, count: 131)
        let message = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        let sha256 = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        #expect(Hex.encode(HMAC.sha256(key: key, message: message)) == sha256)
        #expect(HMAC.sha512(key: key, message: message).count == 64)
    }

    @Test("an empty key and an empty message are fine")
    func empty() {
        let digest = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(Hex.encode(HMAC.sha256(key: [], message: [])) == digest)
    }
}
