// The Forwarded header, by which proxies speak of their clients (RFC 7239 section 4).

/// Parses the Forwarded header.
public enum ForwardedHeader {
    /// The parameters of the first element, which is about the client that the first proxy spoke to; nil if they are
    /// malformed. Names are in lower case.
    public static func first(in value: String) -> [String: String]? {
        var isQuoted = false
        var isEscaped = false
        let element = value.utf8.prefix { byte in
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: ","), !isQuoted {
                return false
            }
            return true
        }
        var scanner = ParameterScanner("; " + String(Substring(element)))
        guard let items = scanner.parameters() else { return nil }
        return Dictionary(items.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
