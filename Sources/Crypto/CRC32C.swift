// CRC-32C (RFC 3720 appendix B.4).

/// CRC-32C, computed byte by byte with a table.
struct CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }

    private var state = UInt32.max

    mutating func update(_ bytes: [UInt8]) {
        let table = Self.table
        for byte in bytes { state = table[Int((state ^ UInt32(byte)) & 0xFF)] ^ state >> 8 }
    }

    /// The checksum, most significant byte first.
    var bytes: [UInt8] {
        let value = ~state
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
