// What JSON strings must escape: quotes, backslashes and control characters. Everything else stays UTF-8.

import System

/// Finds and writes escapes.
enum JSONEscapes {
    /// Bytes of the longest escape.
    static let longest = 6

    /// The index of the first byte from `start` on that must be escaped; the number of bytes if there is none.
    ///
    /// Looks at eight bytes at a time: subtracting from each byte of a word borrows into its high bit exactly when the
    /// byte is less, up to the first such byte ("Bit Twiddling Hacks", S. E. Anderson, "Determine if a word has a byte
    /// less than n").
    static func first(in text: Span<UInt8>, from start: Int) -> Int {
        var index = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = 0x8080_8080_8080_8080
        while index + 8 <= text.count {
            let word = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            let found =
                ((word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes
                    | (backslashes &- ones) & ~backslashes) & highBits
            if found != 0 { return index + UInt64(littleEndian: found).trailingZeroBitCount / 8 }
            index += 8
        }
        while index < text.count, !isNeeded(text[index]) { index += 1 }
        return index
    }

    /// Appends the escape of a byte.
    static func append(_ byte: UInt8, to output: inout OutputSpan<UInt8>) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0..<0x20:
            output.append("u00")
            output.append(48 + (byte >> 4))
            output.append(byte & 15 < 10 ? 48 + (byte & 15) : 87 + (byte & 15))
        default: output.append(byte)
        }
    }

    private static func isNeeded(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
