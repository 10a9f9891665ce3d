// Comparing bytes with others, and with what the program spells out.

#if canImport(Glibc)
import Glibc
#endif

extension Span<UInt8> {
    /// Whether the bytes are these.
    @inlinable
    public func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in indices where unsafe self[index] != text.utf8Start[index] { return false }
        return true
    }

    /// Whether both have the same bytes.
    public func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return unsafe memcmp(left, right, count) == 0
            }
        }
    }

    /// Whether the bytes are these, apart from the case of ASCII letters.
    ///
    /// - Parameter text: in lower case.
    @inlinable
    public func equals(lowercase text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in indices {
            let byte = self[index]
            let isUpper = byte &- UInt8(ascii: "A") < 26
            if unsafe (isUpper ? byte | 0x20 : byte) != text.utf8Start[index] { return false }
        }
        return true
    }
}
