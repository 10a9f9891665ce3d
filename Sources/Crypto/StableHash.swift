// A hash for seeds: equal input gives equal numbers on every machine and in every later version.

/// 64-bit FNV-1a (Fowler, Noll and Vo), finished by SplitMix64's mixer so that the high bits are good as well.
///
/// Not for secrets, and not against an adversary who looks for collisions. Its numbers are part of the product's
/// contract and never change. Swift's own `Hasher` is seeded anew in every process, so it cannot serve.
public struct StableHasher: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Starts a hash.
    public init() {}

    /// Adds bytes: `combine([1, 2])` equals `combine([1])` and then `combine([2])`.
    public mutating func combine(_ bytes: some Sequence<UInt8>) {
        var hash = state
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        state = hash
    }

    /// Adds bytes.
    mutating func combine(_ bytes: Span<UInt8>) {
        for index in bytes.indices { state = (state ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
    }

    /// Adds a whole number as 8 bytes, least significant first.
    public mutating func combine(_ value: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            state = (state ^ (value >> UInt64(shift) & 0xFF)) &* 0x0000_0100_0000_01B3
        }
    }

    /// Adds a text and its length, so that `"ab", "c"` and `"a", "bc"` differ.
    public mutating func combine(part: String) {
        combine(UInt64(part.utf8.count))
        combine(part.utf8)
    }

    /// The hash of everything added so far.
    public func finish() -> UInt64 {
        SplitMix64.mix(state)
    }
}

/// The stable hash of bytes; see `StableHasher`.
public func stableHash(_ bytes: [UInt8]) -> UInt64 {
    var hasher = StableHasher()
    hasher.combine(bytes)
    return hasher.finish()
}

/// The stable hash of texts and their lengths, so that the boundaries between texts matter; see `StableHasher`.
public func stableHash(_ parts: [String]) -> UInt64 {
    var hasher = StableHasher()
    for part in parts { hasher.combine(part: part) }
    return hasher.finish()
}

/// The stable hash of texts and their lengths, so that the boundaries between texts matter; see `StableHasher`.
public func stableHash(_ parts: String...) -> UInt64 {
    stableHash(parts)
}
