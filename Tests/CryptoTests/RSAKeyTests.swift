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

    @Test(
        "the public half has the numbers of a known key, and its PEM text and thumbprint are those of OpenSSL and RFC 7638"
    )
    func publicKey() throws {
        let key = try RSAKey(pem: Self.known).publicKey
        #expect(key.exponent == [1, 0, 1])
        #expect(key.modulus.count == 256)
        #expect(Hex.encode(Array(key.modulus.prefix(8))) == "a9029b0d8fcd34bf")
        #expect(key.pem == Self.knownPublic)
        #expect(key.thumbprint == "tUzvp7YLYqRfF971WJW9llgIFusXgU7rDfAgrwLx7js")
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

    /// Made with `openssl genrsa -traditional 2048`, for this test alone.
    private static let known = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEAqQKbDY/NNL9Zu04Gzhu29RFleCcyTzIBc1/Xd9NCJQAk/du3
        coceJf2wApWQoEJxoUd2Bea/u4b2m8JfdSM50nlAWLpITEzi5Ick47ceC/rjUKIr
        vINW8iHJxJEyJyegUeQ4dJes8pEpoRy20by3757cF/Faa0EaLzK0ggRnpdgD7vnn
        clTaG4NqFMwTVfHxZ7OGoiqseRYPzbLb2iCM6Tg6ZyDOq2xC6cNscPdw5rTxEG7T
        x9IJKVXl4TeGhxdr3Lpjf2+gcLd1x8iaNV56A4PYZNeg2i3ehudtgkbjv7p9F8U5
        dxA8MII4wFCuc7Hp3PDYNOsajEKD46kz5ezB7wIDAQABAoIBAEIrDP1gQVzXVZAp
        WiyzWQvVRb6myeGLmFnNOhRll03ZIqJotQeXssv46EH6wGad3NLhoWlqD8KhckdE
        8A5yPh8S7YhPViLZLzN9XYnxlUfnb7uP4kOpwA6H//B/T/1YXEHzcc7j2wgUoRG8
        pi6zDeg4b77H9Thsgo3b8iO9Cb85kjiClhnOKxbuuU/IuFx+i4qrCWrf+Vrx7Mb5
        fZC7eQQ1sWi2sXKWi6+jvSW6tNqfp8+R9SdZMQlYnr/Mmd/IG7hNX4GMPED95BLp
        AYgnzqRdUdlZZhBmS08aoZh9rn8Mei4+hOm3MI3PzOqf77PIGArD6VF7L78/XlaK
        Mjn65PECgYEA2WWSzQPnftEM/pkt4ubc/OwrUJsaftSaO9bDrgYEizySjq0jvk4j
        ONR8qUz4/jSbd0+z8iiPFIw/n1YEfl8O1yzwcHWg5NLqVrSyymSEcZQYQdHKXw9X
        63cxwyS61acPfroqZRhntwFQr0IwBl4kDByQzZUdTpF17Df2xyNSzF0CgYEAxwV5
        PG4vXjuyqTKuz2Gz/owwRPmAAKzaGOEkF/7sCajUJjmUFIWsguM3MI7acZrY248a
        0RYmE7zbxGT48lyni67XD8OW12vQJNVfzLsv+GPOlO5zxUbFeD7iI0KiolAxQdNZ
        3XycAYM9UrZpWT7h8ABj/eESK2tLDNOAXt6vwrsCgYAyeHlnbWOeNoxsw0U661wc
        v/uiYA/7qAISqF6PlUgSx0JDK4Ej2mIk/HfgmkUoRzBct71QGAh3vcO7iy3J5Om+
        HOnJQhXTagALlzH2+PUipT4ocbso7Jf9y5Na+bkChyF6y1+yTsMtYnnH5nbd05dM
        1IjtoZPHPNACwk9hlhrP5QKBgQCo6vRjXgHGMVUKVoIYcgybV9EAOeNyr0LNKwm/
        dBZSfIDTkLsmT+6DiOYmyJiPI6Y7c9KG9A2NYxYEMs84pXtvCw5tyswUOuWG3bNZ
        yOaGI/AKZ/jKz656yKSW2M/Ag9/Kxt/XJRQkFIfP1BLGNKD/WtWDfaw2PfKNCFZE
        Ly1uUQKBgHTRFdoY87ljTjrlxHbHkJU/AQE804gc5ilmcpVB8JARL8YGkgVWX5pb
        LPjJPCl/TS602Ml1NCJwINGiurIRuQsw8W9a1taD0T6rLYwjZYSmU/jfej46t/QE
        xKq3MW5hKoVN0Jf6hhrShpgtc3w1DdMDg7a/gC+hr1/JBg7Mf/hs
        -----END RSA PRIVATE KEY-----

        """

    /// What `openssl rsa -pubout` gives for it.
    private static let knownPublic = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqQKbDY/NNL9Zu04Gzhu2
        9RFleCcyTzIBc1/Xd9NCJQAk/du3coceJf2wApWQoEJxoUd2Bea/u4b2m8JfdSM5
        0nlAWLpITEzi5Ick47ceC/rjUKIrvINW8iHJxJEyJyegUeQ4dJes8pEpoRy20by3
        757cF/Faa0EaLzK0ggRnpdgD7vnnclTaG4NqFMwTVfHxZ7OGoiqseRYPzbLb2iCM
        6Tg6ZyDOq2xC6cNscPdw5rTxEG7Tx9IJKVXl4TeGhxdr3Lpjf2+gcLd1x8iaNV56
        A4PYZNeg2i3ehudtgkbjv7p9F8U5dxA8MII4wFCuc7Hp3PDYNOsajEKD46kz5ezB
        7wIDAQAB
        -----END PUBLIC KEY-----

        """
}
