// Classes of bytes in HTTP heads (RFC 9110 section 5.6.2, RFC 9112 section 2).

/// Classes of bytes.
enum Token {
    /// A bit for each byte below 128: letters, digits and ``!#$%&'*+-.^_`|~``.
    private static let firstHalf: UInt64 = 0x03FF_6CFA_0000_0000
    private static let secondHalf: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    /// Whether a byte is allowed in a token: the name of a method or header.
    static func isToken(_ byte: UInt8) -> Bool {
        guard byte < 128 else { return false }
        return (byte < 64 ? firstHalf : secondHalf) & 1 << UInt64(byte & 63) != 0
    }

    /// Whether a byte is allowed in a header value: anything but control characters other than tab.
    static func isFieldValue(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    /// Whether a byte is a decimal digit.
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// The value of a hexadecimal digit; nil for other bytes.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Whether two byte sequences are equal apart from the case of ASCII letters.
    static func equalsIgnoringCase(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
        left.elementsEqual(right) { lowercased($0) == lowercased($1) }
    }

    /// The byte in lower case if it is an ASCII letter; other bytes unchanged.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
