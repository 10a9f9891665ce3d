// The mixer behind seeds and hashes.

/// SplitMix64 (Steele, Lea and Flood, 2014): turns a counter into well mixed numbers.
struct SplitMix64 {
    static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mix(state)
    }

    /// The finaliser alone: a bijection whose every output bit depends on every input bit.
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// What ``mix(_:)`` has mixed into `mixed`.
    static func unmix(_ mixed: UInt64) -> UInt64 {
        var value = (mixed ^ mixed >> 31 ^ mixed >> 62) &* 0x3196_42B2_D24D_8EC3
        value = (value ^ value >> 27 ^ value >> 54) &* 0x96DE_1B17_3F11_9089
        return value ^ value >> 30 ^ value >> 60
    }

    /// The mixer whose second number is `second`.
    init(second: UInt64) {
        state = Self.unmix(second) &- 2 &* Self.increment
    }

    init(state: UInt64) {
        self.state = state
    }

    /// One of the numbers that are to come; 1 is the next one.
    func number(_ place: UInt64) -> UInt64 { Self.mix(state &+ place &* Self.increment) }
}
