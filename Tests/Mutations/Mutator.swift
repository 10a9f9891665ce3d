// Damage to files, the same in every run.

/// Changes bytes at random places in the ways that break parsers: flips, extreme numbers, cuts, doubled pieces.
public struct Mutator {
    private var state: UInt64

    /// Equal seeds do equal damage.
    public init(seed: UInt64) {
        state = seed
    }

    /// A number of 0 ..< bound (SplitMix64).
    public mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(max(1, bound)))
    }

    /// The bytes with one to five changes.
    public mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0...below(4) where !result.isEmpty {
            let place = below(result.count)
            switch below(7) {
            case 0: result[place] ^= 1 << UInt8(below(8))
            case 1: result[place] = UInt8(below(256))
            case 2: result[place] = [0, 1, 0x7F, 0x80, 0xFF][below(5)]
            case 3:
                let value: UInt8 = [0, 0x7F, 0xFF][below(3)]
                for index in place..<min(place + 4, result.count) { result[index] = value }
            case 4: result.removeLast(below(result.count))
            case 5: result.insert(contentsOf: result[place..<min(place + below(64), result.count)], at: place)
            default: result.removeSubrange(place..<min(place + below(16), result.count))
            }
        }
        return result
    }

    /// The bytes with one piece of them repeated until there are `count`: what takes more than linear time shows.
    public mutating func grow(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        let start = below(bytes.count)
        let piece = bytes[start..<min(start + 1 + below(64), bytes.count)]
        var result = Array(bytes[..<start])
        while result.count < count { result += piece }
        return result + bytes[start...]
    }
}
