// zlib streams.

import Testing
import Zlib

@Suite struct ZlibTests {
    private func unpack(
        _ bytes: [UInt8], _ wrapping: ZlibReader.Wrapping = .zlib, pieceSize: Int = 7
    ) throws -> [UInt8] {
        var offset = 0
        var output: [UInt8] = []
        try ZlibReader.read(
            wrapping,
            next: {
                let piece = Array(bytes[offset..<min(offset + pieceSize, bytes.count)])
                offset += piece.count
                return piece
            },
            { piece in
                output += piece
                return true
            })
        return output
    }

    private func pack(_ pieces: [UInt8]...) -> [UInt8] {
        let writer = ZlibWriter()
        for piece in pieces { writer.append(piece) }
        return writer.finish()
    }

    @Test("what is packed in pieces comes back whole, however it is cut")
    func roundTrip() throws {
        let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        for (packed, plain) in [(pack(), []), (pack([1, 2], [], [3]), [1, 2, 3]), (pack(large), large)] {
            #expect(try unpack(packed) == plain)
            #expect(try unpack(packed, pieceSize: 100_000) == plain)
        }
    }

    @Test("the stream is what RFC 1950 says")
    func header() {
        let packed = pack(Array("a".utf8))
        #expect(packed == [0x78, 0x9C, 0x4B, 0x04, 0x00, 0x00, 0x62, 0x00, 0x62])
    }

    @Test("damaged, cut and continued streams are told")
    func damage() {
        let packed = pack([UInt8](repeating: 7, count: 1000))
        #expect(throws: ZlibError.damaged) { try unpack([]) }
        #expect(throws: ZlibError.damaged) { try unpack([1, 2, 3, 4]) }
        #expect(throws: ZlibError.damaged) { try unpack(packed.dropLast()) }
        #expect(throws: ZlibError.damaged) { try unpack(packed.dropLast() + [0]) }
        #expect(throws: ZlibError.trailingBytes) { try unpack(packed + [0], pieceSize: 1000) }
        #expect(throws: ZlibError.trailingBytes) { try unpack(packed + [0], pieceSize: 1) }
    }

    @Test("gzip files are unpacked one after the other, and what is none behind them is damage")
    func gzip() throws {
        // `printf a | gzip -n`
        let one: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0,
        ]
        for pieceSize in [1, 7, 1000] {
            #expect(try unpack(one, .gzip, pieceSize: pieceSize) == Array("a".utf8))
            #expect(try unpack(one + one, .gzip, pieceSize: pieceSize) == Array("aa".utf8))
            #expect(throws: ZlibError.damaged) { try unpack(one + [0], .gzip, pieceSize: pieceSize) }
            #expect(throws: ZlibError.damaged) { try unpack(one + one.dropLast(), .gzip, pieceSize: pieceSize) }
            #expect(throws: ZlibError.damaged) { try unpack(one.dropLast(8) + [0, 0, 0, 0, 1, 0, 0, 0], .gzip) }
        }
    }

    @Test("a reader may stop early")
    func early() throws {
        var count = 0
        var input = pack([UInt8](repeating: 1, count: 1 << 20))
        try ZlibReader.read(
            next: {
                defer { input = [] }
                return input
            },
            { piece in
                count += piece.count
                return false
            })
        #expect(count == 64 * 1024)
    }
}
