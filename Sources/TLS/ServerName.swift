// The name or address that a certificate is made for.

/// A host name, in lower case, or an IP address.
public struct ServerName: Sendable, Hashable {
    /// The name or address; an IPv6 address without brackets.
    public let text: String
    /// Whether it is an IP address.
    public let isAddress: Bool

    /// Longer names do not exist (RFC 1035 section 2.3.4).
    private static let maximumLength = 253

    /// This machine.
    public static let localhost = ServerName(name: "localhost")

    private init(name: String) {
        text = name
        isAddress = false
    }

    /// A name or address, with or without brackets; nil for what is neither.
    public init?(_ text: String) {
        var bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") {
            bytes = Array(bytes.dropFirst().dropLast())
        }
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        guard (1...Self.maximumLength).contains(bytes.count) else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard bytes.allSatisfy(Self.isOfAddress) else { return nil }
            isAddress = true
        } else {
            let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard labels.allSatisfy(Self.isLabel) else { return nil }
            isAddress = labels.count == 4 && labels.allSatisfy { UInt8(String(decoding: $0, as: UTF8.self)) != nil }
        }
        self.text = String(decoding: bytes, as: UTF8.self).lowercased()
    }

    /// The names in a certificate, as x509v3_config(5) writes them. This machine has several names, and clients use them
    /// for one another.
    var alternatives: String {
        let own = (isAddress ? "IP:" : "DNS:") + text
        let loopback = ["DNS:localhost", "IP:127.0.0.1", "IP:::1"]
        guard loopback.contains(own) else { return own }
        return loopback.joined(separator: ",")
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(label.count)
            && label.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || isDigit(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static func isOfAddress(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20) || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: ".")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
