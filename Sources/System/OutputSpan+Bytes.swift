// Writing bytes into memory that is reserved already: a buffer asks once whether there is room, not with every byte.

extension OutputSpan<UInt8> {
    /// Appends bytes. Traps if there is not enough room.
    @inlinable @inline(__always)
    public mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    /// Appends what the program spells out.
    @inlinable @inline(__always)
    public mutating func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the UTF-8 of a text.
    @inlinable @inline(__always)
    public mutating func append(_ text: String) {
        let utf8 = text.utf8
        append(utf8.span)
    }

    /// Appends the digits of a number.
    @inlinable
    public mutating func append(decimal value: UInt) {
        var power: UInt = 1
        while value / power >= 10 { power *= 10 }
        while power > 0 {
            append(48 + UInt8(truncatingIfNeeded: value / power % 10))
            power /= 10
        }
    }

    /// Appends the two digits of a number below 100.
    @inlinable @inline(__always)
    public mutating func append(twoDigits value: Int) {
        append(48 + UInt8(truncatingIfNeeded: value / 10))
        append(48 + UInt8(truncatingIfNeeded: value % 10))
    }

    @inlinable @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            precondition(buffer.count - count >= bytes.count, "More bytes were appended than room was asked for.")
            if let start = buffer.baseAddress { unsafe (start + count).initialize(from: source, count: bytes.count) }
            count += bytes.count
        }
    }
}
