// Values of the Host header (RFC 9110 section 7.2).

/// Checks the Host header.
public enum HostValue {
    /// Whether a text is a host with an optional port.
    public static func isValid(_ text: String) -> Bool { isValid(Array(text.utf8)[...]) }

    /// Whether the bytes are a host with an optional port. A host consists of letters, digits, dots, hyphens and
    /// underscores, or is an IPv6 address in brackets.
    static func isValid(_ value: ArraySlice<UInt8>) -> Bool {
        var host = value
        if host.first == UInt8(ascii: "[") {
            guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let inner = host[(host.startIndex + 1)..<end]
            guard !inner.isEmpty, inner.allSatisfy({ Token.hexValue($0) != nil || $0 == 0x3A || $0 == 0x2E }) else {
                return false
            }
            return isPort(host[(end + 1)...])
        }
        if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
            guard isPort(host[colon...]) else { return false }
            host = host[..<colon]
        }
        return !host.isEmpty
            && host.allSatisfy { byte in
                Token.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.isEmpty
            || bytes.first == UInt8(ascii: ":") && bytes.count <= 6 && bytes.dropFirst().allSatisfy(Token.isDigit)
    }
}
