// Networks of addresses, in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).

/// All addresses that begin with the same bits: one address, or a network such as `10.0.0.0/8` or `fd00::/8`.
public struct AddressRange: Sendable, Equatable {
    private let bytes: [UInt8]
    private let bits: Int

    /// Parses an address, or an address with the number of its leading bits that count; nil when it is neither.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard let address = parts.first.flatMap({ SocketAddress(numeric: $0, port: 0) }) else { return nil }
        bytes = address.bytes
        guard parts.count == 2 else {
            bits = bytes.count * 8
            return
        }
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(parts[1]),
            bits <= bytes.count * 8
        else { return nil }
        self.bits = bits
    }

    /// Ranges with commas between them; nil when one is none.
    public static func list(_ text: String) -> [AddressRange]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let ranges = parts.compactMap { AddressRange(String($0)) }
        return ranges.count == parts.count ? ranges : nil
    }

    /// Whether an address is one of them.
    public func contains(_ address: SocketAddress) -> Bool {
        let other = address.bytes
        guard other.count == bytes.count else { return false }
        let whole = bits / 8
        guard other[..<whole] == bytes[..<whole] else { return false }
        return bits % 8 == 0 || (other[whole] ^ bytes[whole]) >> (8 - bits % 8) == 0
    }
}
