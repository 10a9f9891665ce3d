// Which addresses belong to the public network.

extension SocketAddress {
    /// Whether the address is one of the public network: not this machine, not a private or link-local network, not a
    /// multicast group, and nothing that IANA has reserved. An IPv4 address within an IPv6 address counts as itself.
    public var isPublic: Bool {
        let bytes = addressBytes
        guard bytes.count == 16 else { return Self.isPublic(v4: bytes) }
        // ::ffff:0:0/96 and 64:ff9b::/96 (RFC 4291 section 2.5.5.2, RFC 6052); 2002::/16 (RFC 3056).
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        let isTranslated = bytes[..<4].elementsEqual([0, 0x64, 0xFF, 0x9B]) && bytes[4..<12].allSatisfy { $0 == 0 }
        if isMapped || isTranslated { return Self.isPublic(v4: bytes[12...]) }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return Self.isPublic(v4: bytes[2..<6]) }
        // Global unicast is 2000::/3 (RFC 4291 section 2.4), documentation aside (RFC 3849).
        return bytes[0] & 0xE0 == 0x20 && !bytes[..<4].elementsEqual([0x20, 0x01, 0x0D, 0xB8])
    }

    /// Special-purpose addresses of IPv4 (RFC 6890).
    private static func isPublic(v4 address: some Collection<UInt8>) -> Bool {
        let bytes = Array(address)
        return switch (bytes[0], bytes[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168), (198, 18...19): false
        case (100, 64...127), (172, 16...31): false
        case (192, 0): bytes[2] != 0 && bytes[2] != 2
        case (198, 51): bytes[2] != 100
        case (203, 0): bytes[2] != 113
        case (224..., _): false
        default: true
        }
    }
}
