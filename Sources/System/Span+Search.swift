// Finding bytes, many at a time.

#if canImport(Glibc)
import Glibc
#endif

extension Span<UInt8> {
    /// Whether every byte is below 128.
    public var isASCII: Bool {
        var index = 0
        while index + 8 <= count {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 { return false }
            index += 8
        }
        while index < count {
            if self[index] >= 0x80 { return false }
            index += 1
        }
        return true
    }

    /// Whether there is a control character (RFC 5234 appendix B.1).
    ///
    /// Looks at eight bytes at a time, as ``isASCII`` does: subtracting from each byte of a word borrows into its high bit
    /// when the byte is less ("Bit Twiddling Hacks", S. E. Anderson, "Determine if a word has a byte less than n").
    @inlinable
    public var hasControl: Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = 0x8080_8080_8080_8080
        var index = 0
        while index + 8 <= count {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let deletes = word ^ (ones &* 0x7F)
            if ((word &- ones &* 0x20) & ~word | (deletes &- ones) & ~deletes) & highBits != 0 { return true }
            index += 8
        }
        while index < count {
            if self[index] < 0x20 || self[index] == 0x7F { return true }
            index += 1
        }
        return false
    }

    /// Up to eight bytes from `start` on as one number, the first one lowest, with zeros behind the end.
    ///
    /// - Parameter length: how many bytes count.
    @inlinable
    public func word(at start: Int, length: Int) -> UInt64 {
        if start + 8 <= count {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
            let whole = UInt64(littleEndian: word)
            return length >= 8 ? whole : whole & (1 << UInt64(length * 8) - 1)
        }
        var word: UInt64 = 0
        for index in 0..<Swift.min(length, count - start) { word |= UInt64(self[start + index]) << UInt64(index * 8) }
        return word
    }

    /// The index of the first such byte from `start` on; nil if there is none.
    public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start < count else { return nil }
        return unsafe withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, let found = unsafe memchr(base + start, Int32(byte), count - start)
            else {
                return nil
            }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }
}
