// Checksums of objects, against published values.

import Crypto
import System
import Testing

@Suite struct ChecksumsTests {
    @Test(
        "MD5 as in RFC 1321, CRC-32C as in RFC 3720",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e", "00000000"),
            ("123456789", "25f9e794323b453885f5181f1b624d0b", "e3069283"),
        ])
    func known(text: String, md5: String, crc: String) throws {
        let sums = try Checksums.md5AndCRC32C(of: .memory(Array(text.utf8)))
        #expect(Hex.encode(sums.md5) == md5)
        #expect(Hex.encode(sums.crc32c) == crc)
    }

    @Test("pieces do not matter")
    func pieces() throws {
        let zeros = try Checksums.md5AndCRC32C(of: .memory([UInt8](repeating: 0, count: 32)))
        #expect(Hex.encode(zeros.crc32c) == "8a9136aa")
        let large = try Checksums.md5AndCRC32C(of: .memory([UInt8](repeating: 0, count: 1 << 20)))
        #expect(Hex.encode(large.md5) == "b6d81b360a5672d80c27430f39153e2c")
    }
}
