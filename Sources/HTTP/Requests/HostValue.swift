// Values of the Host header (RFC 9110 section 7.2).

import System

/// Checks the Host header.
public enum HostValue {
    /// Whether a text is a host with an optional port.
    public static func isValid(_ text: String) -> Bool {
        let utf8 = text.utf8
        return isValid(utf8.span)
    }

    /// Whether the bytes are a host with an optional port. A host consists of letters, digits, dots, hyphens and
    /// underscores, or is an IPv6 address in brackets.
    static func isValid(_ value: Span<UInt8>) -> Bool {
        guard value.count > 0 else { return false }
        var end = 0
        if value[0] == UInt8(ascii: "[") {
            guard let bracket = value.firstIndex(of: UInt8(ascii: "]")), bracket > 1 else { return false }
            for index in 1..<bracket where !isAddressByte(value[index]) { return false }
            end = bracket + 1
        } else {
            while end < value.count, isNameByte(value[end]) { end += 1 }
            guard end > 0 else { return false }
        }
        return isPort(value.extracting(end..<value.count))
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        Token.hexValue(byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        Token.isDigit(byte) || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    /// A colon and at most five digits, or nothing.
    private static func isPort(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0 else { return true }
        guard bytes[0] == UInt8(ascii: ":"), bytes.count <= 6 else { return false }
        for index in 1..<bytes.count where !Token.isDigit(bytes[index]) { return false }
        return true
    }
}
