// Reproducible randomness: a fast generator whose sequence for a seed never changes.

/// xoshiro256** 1.0 (Blackman and Vigna, 2018), its state filled from the seed by SplitMix64, as the authors advise.
///
/// Not for secrets. The sequence for a seed is part of the product's contract: equal seeds give equal numbers on every
/// machine and in every later version, so neither the algorithm nor the helpers built on it may change.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Creates a generator whose sequence depends on `seed` alone. Any value is fine, 0 included.
    public init(seed: UInt64) {
        var mixer = SplitMix64(state: seed)
        state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    /// Creates a generator whose sequence depends on `seed` and `parts`; see `stableHash`.
    public init(seed: UInt64, _ parts: String...) {
        self.init(seed: seed ^ stableHash(parts))
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        let result = Self.scramble(state.1)
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = Self.rotate(state.3, by: 45)
        return result
    }

    /// Whether both will give the same numbers from here on.
    public static func == (left: SeededGenerator, right: SeededGenerator) -> Bool {
        left.state == right.state
    }

    /// What one word of the state becomes as a number.
    private static func scramble(_ word: UInt64) -> UInt64 { rotate(word &* 5, by: 7) &* 9 }

    /// The word of the state that ``scramble(_:)`` has made into `number`.
    static func stateWord(scrambledTo number: UInt64) -> UInt64 {
        rotate(number &* 0x8E38_E38E_38E3_8E39, by: 57) &* 0xCCCC_CCCC_CCCC_CCCD
    }

    /// The second number of the generator whose state comes from `mixer`.
    ///
    /// - Parameter word: the second word of that state.
    static func secondNumber(of mixer: SplitMix64, _ word: UInt64) -> UInt64 {
        scramble(word ^ mixer.number(3) ^ mixer.number(1))
    }

    private static func rotate(_ value: UInt64, by bits: UInt64) -> UInt64 {
        value << bits | value >> (64 - bits)
    }
}
