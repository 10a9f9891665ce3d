// The URL of a webhook receiver, parsed as far as a delivery needs (RFC 3986, RFC 9110 section 4.2).

/// An absolute http or https URL without user name and fragment.
public struct WebhookURL: Sendable, Equatable {
    /// The longest URL that is accepted, in bytes.
    public static let maximumBytes = 2048

    /// The URL as it was given.
    public let text: String
    /// Whether it asks for TLS.
    public let isSecure: Bool
    /// Name or address of the host in lower case; IPv6 without brackets.
    public let host: String
    /// The port; 80 or 443 when the URL has none.
    public let port: Int
    /// Path and query, from the first slash.
    public let target: String

    /// Parses a URL; nil when it is malformed or not http or https.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumBytes, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard scheme == "http" || scheme == "https", text.dropFirst(scheme.count).hasPrefix("://") else { return nil }
        isSecure = scheme == "https"
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let (host, port) = Self.parts(of: authority) else { return nil }
        self.text = text
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        let path = rest.dropFirst(authority.count).prefix { $0 != "#" }
        target = path.hasPrefix("/") ? String(path) : "/" + path
    }

    private static func parts(of authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var port: Int?
        if let end = authority.lastIndex(of: "]") {
            guard authority.hasPrefix("[") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard host.count(where: { $0 == ":" }) >= 2,
                host.utf8.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }),
                rest.isEmpty || rest.hasPrefix(":")
            else { return nil }
            if !rest.isEmpty {
                guard let number = number(rest.dropFirst()) else { return nil }
                port = number
            }
            return (host.lowercased(), port)
        }
        if let colon = authority.firstIndex(of: ":") {
            guard let number = number(authority[authority.index(after: colon)...]) else { return nil }
            host = authority[..<colon]
            port = number
        }
        let isName = host.utf8.allSatisfy { isHexDigit($0) || isNameByte($0) }
        return host.isEmpty || !isName ? nil : (host.lowercased(), port)
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = Int(text), (1...65535).contains(port)
        else { return nil }
        return port
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_")
    }
}
