// Password hashes.

import Crypto
import Testing

@Suite struct ScryptTests {
    /// Cheap enough for a test.
    private let light = Scrypt(cost: 16, blockSize: 1, parallelism: 1)!

    @Test("the vectors of RFC 7914 section 12 hold")
    func vectors() {
        let first = """
            77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
            fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
            """
        #expect(light.derive(password: [], salt: [], count: 64).map(Hex.encode) == first)
        let second = """
            fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
            2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
            """
        let scrypt = Scrypt(cost: 1024, blockSize: 8, parallelism: 16)
        let derived = scrypt?.derive(password: Array("password".utf8), salt: Array("NaCl".utf8), count: 64)
        #expect(derived.map(Hex.encode) == second)
    }

    @Test("the stored form names its parameters and verifies the password alone")
    func storedForm() throws {
        let encoded = try #require(light.encode(password: "demo-password", salt: [1, 2, 3, 4]))
        #expect(encoded.hasPrefix("scrypt$16$1$1$AQIDBA$"))
        #expect(Scrypt.verify(password: "demo-password", encoded: encoded))
        #expect(!Scrypt.verify(password: "demo-passwore", encoded: encoded))
        #expect(!Scrypt.verify(password: "", encoded: encoded))
    }

    @Test("two hashes of one password differ by their salt")
    func salts() throws {
        let first = try #require(light.encode(password: "same"))
        let second = try #require(light.encode(password: "same"))
        #expect(first != second)
        #expect(Scrypt.verify(password: "same", encoded: first))
        #expect(Scrypt.verify(password: "same", encoded: second))
    }

    @Test("the standard cost verifies what it encoded, and takes 2 MiB")
    func standard() throws {
        let encoded = try #require(Scrypt.standard.encode(password: "p"))
        #expect(encoded.hasPrefix("scrypt$2048$8$1$"))
        #expect(Scrypt.verify(password: "p", encoded: encoded))
        #expect(128 * Scrypt.standard.cost * Scrypt.standard.blockSize == 2 << 20)
    }

    @Test("a hash of an older version, at a higher cost, still verifies")
    func older() {
        let hash = "scrypt$32768$8$1$ZGVlcG1vY2stcHVibGljLQ$kFiIIe-gPx0rK94EIVBFRzdklOEgHN8bnSSN7ZK8EzE"
        #expect(Scrypt.verify(password: "demo-password", encoded: hash))
    }

    @Test(
        "parameters out of range are refused",
        arguments: [
            (0, 8, 1), (1, 8, 1), (3, 8, 1), (-16, 8, 1), (1 << 21, 8, 1), (1 << 20, 32, 1), (16, 0, 1), (16, 33, 1),
            (16, 1, 0), (16, 1, 17), (1 << 16, 1, 1),
        ]
    )
    func parameters(cost: Int, blockSize: Int, parallelism: Int) {
        #expect(Scrypt(cost: cost, blockSize: blockSize, parallelism: parallelism) == nil)
    }

    @Test(
        "a text in another form verifies nothing",
        arguments: [
            "", "$", "scrypt", "scrypt$16$1$1$AQIDBA", "scrypt$16$1$1$AQIDBA$", "scrypt$16$1$1$AQIDBA$AQ",
            "bcrypt$16$1$1$AQIDBA$AAAAAAAAAAAAAAAAAAAAAA",
            "scrypt$99999999999999999999$1$1$AQIDBA$AAAAAAAAAAAAAAAAAAAAAA",
            "scrypt$16$1$1$A!$AAAAAAAAAAAAAAAAAAAAAA", "scrypt$16$1$1$AQIDBA$AAAAAAAAAAAAAAAAAAAAAA$x",
            "scrypt$1073741824$8$1$AQIDBA$AAAAAAAAAAAAAAAAAAAAAA",
        ]
    )
    func malformed(encoded: String) {
        #expect(!Scrypt.verify(password: "", encoded: encoded))
    }
}
