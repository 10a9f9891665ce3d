// SHA-256, at once, in pieces and over payloads.

import Crypto
import Foundation
import System
import Testing

@Suite struct SHA256Tests {
    @Test(
        "the examples of FIPS 180-4 hold",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func examples(text: String, digest: String) {
        #expect(Hex.encode(SHA256.digest(of: text)) == digest)
        #expect(Hex.encode(SHA256.digest(of: Array(text.utf8))) == digest)
    }

    @Test("pieces hash like the whole", arguments: [1, 3, 64, 65, 1000])
    func pieces(size: Int) {
        var generator = SeededGenerator(seed: 3)
        let bytes = generator.bytes(3000)
        var hash = SHA256()
        for start in stride(from: 0, to: bytes.count, by: size) {
            hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(hash.finish() == SHA256.digest(of: bytes))
    }

    @Test("a payload in memory and one in a file hash like their bytes")
    func payloads() throws {
        var generator = SeededGenerator(seed: 4)
        let bytes = generator.bytes(600_000)
        #expect(try SHA256.digest(of: Payload.memory(bytes)) == SHA256.digest(of: bytes))
        let file = try File.temporary(in: NSTemporaryDirectory())
        try file.write([1, 2, 3] + bytes + [4], at: 0)
        let payload = Payload.file(file, offset: 3, count: bytes.count)
        #expect(try SHA256.digest(of: payload) == SHA256.digest(of: bytes))
    }
}
