// A number for each UUID by which those that one seed has given lie one behind the other, although they look random.

/// Where a UUID stands among all.
///
/// A UUID that ``SeededGenerator/uuid()`` gives first can be taken back to the generator's seed, since each step of that is
/// a bijection. Seeds that follow one another at the distance of ``step`` have ranks that follow one another at the distance
/// of 1. An index by rank therefore grows at its end, while one by the UUIDs themselves grows everywhere.
///
/// Any text has a rank; that of one which no generator gave is a hash. Different texts may have the same rank.
public enum UUIDRank {
    /// The distance of two seeds whose UUIDs are neighbours.
    public static let step = SplitMix64.increment
    /// `step * inverse` is 1, as all arithmetic here is that of 64 bits.
    private static let inverse: UInt64 = 0xF1DE_83E1_9937_733D

    /// The rank of the first UUID of a generator with that seed.
    public static func ofFirst(seed: UInt64) -> Int {
        Int(truncatingIfNeeded: seed &* inverse)
    }

    /// The rank of a text.
    public static func of(_ text: Span<UInt8>) -> Int {
        if let words = words(of: text), let seed = SeededGenerator.seed(ofFirst: words) { return ofFirst(seed: seed) }
        var hasher = StableHasher()
        hasher.combine(text)
        return Int(truncatingIfNeeded: hasher.finish())
    }

    /// The two words of a UUID in lower case; nil for any other text.
    private static func words(of text: Span<UInt8>) -> (UInt64, UInt64)? {
        guard text.count == 36 else { return nil }
        var words: (first: UInt64, second: UInt64) = (0, 0)
        var place = 0
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 {
                guard text[place] == UInt8(ascii: "-") else { return nil }
                place += 1
            }
            guard let high = Hex.lowerCase(text[place]), let low = Hex.lowerCase(text[place + 1]) else { return nil }
            let byte = UInt64(high << 4 | low) << UInt64(index % 8 * 8)
            if index < 8 { words.first |= byte } else { words.second |= byte }
            place += 2
        }
        return words
    }
}

extension SeededGenerator {
    /// The seed of the generator whose first UUID consists of these words; nil if there is none.
    static func seed(ofFirst words: (first: UInt64, second: UInt64)) -> UInt64? {
        guard words.first & versionMask == version, words.second & variantMask == variant else { return nil }
        // The version has taken the place of four bits, of which nothing is known: the second word tells which they were.
        for bits in 0..<UInt64(16) {
            let state = stateWord(scrambledTo: words.first & ~versionMask | bits << 52)
            let mixer = SplitMix64(second: state)
            if secondNumber(of: mixer, state) & ~variantMask | variant == words.second { return mixer.state }
        }
        return nil
    }
}
