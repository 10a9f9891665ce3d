// RSA keys and the tokens that they sign.

import Crypto
import Testing

@Suite struct RSAKeyTests {
    @Test("a key that is made can be written, read back, and signs the same")
    func roundTrip() throws {
        let key = try RSAKey.generate(bits: 2048)
        let again = try RSAKey(pem: key.pem)
        #expect(key.pem == again.pem)
        let signature = try key.signature(of: Array("deepmock".utf8))
        #expect(signature.count == 256)
        #expect(try again.signature(of: Array("deepmock".utf8)) == signature)
        #expect(try again.signature(of: Array("deepmocks".utf8)) != signature)
        #expect(key.pem.split(separator: "\n").allSatisfy { $0.count <= 64 })
    }

    @Test(
        "what is no key is refused",
        arguments: [
            "", "nonsense", "-----BEGIN A-----\nAAAA\n-----END A-----\n", "-----BEGIN A-----\n?\n-----END A-----",
        ])
    func noKey(text: String) {
        #expect(throws: RSAKey.Failure.self) { try RSAKey(pem: text) }
    }

    @Test("sizes out of range are refused", arguments: [0, 512, 16_384])
    func sizes(bits: Int) {
        #expect(throws: RSAKey.Failure.self) { try RSAKey.generate(bits: bits) }
    }

    @Test("a token has a fixed header, its claims and a signature over both")
    func token() throws {
        let key = try RSAKey.generate(bits: 2048)
        let token = try JSONWebToken.sign(claims: Array(#"{"sub":1}"#.utf8), key: key)
        let parts = token.split(separator: ".").map(String.init)
        #expect(parts[0] == "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9")
        #expect(JSONWebToken.claims(in: token) == Array(#"{"sub":1}"#.utf8))
        #expect(
            Base64.decode(parts[2], alphabet: .url) == (try key.signature(of: Array("\(parts[0]).\(parts[1])".utf8))))
    }

    @Test("claims are found only in what has three parts", arguments: ["", "a", "a.b", "a.b.c.d", "a.?.c"])
    func noClaims(text: String) {
        #expect(JSONWebToken.claims(in: text) == nil)
    }
}
