// Base 64 text.

import Crypto
import Foundation
import Testing

@Suite struct Base64Tests {
    @Test(
        "the vectors of RFC 4648 section 10 hold both ways",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        let unpadded = encoded.filter { $0 != "=" }
        #expect(Base64.encode(Array(plain.utf8), alphabet: .url) == unpadded)
        #expect(Base64.decode(unpadded, alphabet: .url) == Array(plain.utf8))
    }

    @Test("the alphabets differ in their last two letters")
    func alphabets() {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.encode([0xFB, 0xFF], alphabet: .url) == "-_8")
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64.decode("+/8", alphabet: .url) == nil)
    }

    @Test(
        "wrong padding, stray bits and foreign characters are refused",
        arguments: ["Z", "Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Z=g=", "Zm9v\n", "Zm 9", "Zm9vé"]
    )
    func refusal(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("every length agrees with Foundation")
    func agreement() {
        var generator = SeededGenerator(seed: 1)
        for length in 0..<200 {
            let bytes = generator.bytes(length)
            let encoded = Base64.encode(bytes)
            #expect(encoded == Data(bytes).base64EncodedString())
            #expect(Base64.decode(encoded) == bytes)
        }
    }

    @Test("whatever decodes encodes to the same text again")
    func mutation() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2000 {
            var text = Array(Base64.encode(generator.bytes(generator.int(in: 0...12))).utf8)
            if !text.isEmpty { text[generator.int(in: 0..<text.count)] = UInt8(generator.int(in: 32...126)) }
            let mutated = String(decoding: text, as: UTF8.self)
            if let decoded = Base64.decode(mutated) { #expect(Base64.encode(decoded) == mutated) }
            if let decoded = Base64.decode(mutated, alphabet: .url) {
                #expect(Base64.encode(decoded, alphabet: .url) == mutated)
            }
        }
    }
}
