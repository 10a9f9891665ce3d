// Bytes are found wherever they are, although most are looked at eight at a time.

import System
import Testing

@Suite struct SpanSearchTests {
    @Test("a control character is found at every place, and no other byte is one")
    func findsControls() {
        for length in 1..<20 {
            for byte in UInt8.min...UInt8.max {
                let isControl = byte < 0x20 || byte == 0x7F
                for place in 0..<length {
                    var bytes = [UInt8](repeating: UInt8(ascii: " "), count: length)
                    bytes[place] = byte
                    let found = bytes.span.hasControl
                    #expect(found == isControl)
                }
            }
        }
        let found = [UInt8]().span.hasControl
        #expect(!found)
    }

    @Test("a word has the bytes from its start on, and zeros behind them")
    func makesWords() {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        func word(_ start: Int, _ length: Int) -> UInt64 { bytes.span.word(at: start, length: length) }
        #expect(word(0, 8) == 0x0807_0605_0403_0201)
        #expect(word(1, 20) == 0x0908_0706_0504_0302)
        #expect(word(1, 2) == 0x0302)
        #expect(word(8, 2) == 0x0A09)
        #expect(word(8, 8) == 0x0A09)
        #expect(word(3, 0) == 0)
    }

    @Test("numbers are written with all their digits", arguments: [0, 9, 10, 99, 100, 12345, UInt.max])
    func writesNumbers(number: UInt) {
        var bytes: [UInt8] = []
        bytes.append(addingCapacity: 20) { $0.append(decimal: number) }
        #expect(String(decoding: bytes, as: UTF8.self) == String(number))
    }
}
