// The features of a text: its words and pairs of neighbouring words, as hashes.

import Crypto

/// Turns texts into features, the same on every machine.
enum Features {
    /// How many words of a text count.
    static let maximumWords = 4096

    /// The features of a text in their order, repeated ones included: words first, then pairs.
    static func of(_ text: String) -> [UInt64] {
        let words = words(of: text)
        var features = words
        features.reserveCapacity(words.count * 2)
        for index in words.indices.dropFirst() {
            features.append(mixed(words[index - 1] &* 0x9E37_79B9_7F4A_7C15 ^ words[index]))
        }
        return features
    }

    /// A feature that stands for a number rather than for a word.
    static func number(_ value: Int) -> UInt64 {
        mixed(UInt64(bitPattern: Int64(value)) ^ 0x5851_F42D_4C95_7F2D)
    }

    /// The key of a text in a classifier's memory; white space around it does not count.
    static func key(of text: String) -> UInt64 {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return stableHash(Array(bytes))
    }

    /// Words in lower case, by their hashes: runs of letters and digits; characters of scripts without spaces between
    /// words stand alone.
    private static func words(of text: String) -> [UInt64] {
        var words: [UInt64] = []
        var hash = start
        var isInWord = false
        func finish() {
            if isInWord { words.append(mixed(hash)) }
            hash = start
            isInWord = false
        }
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                let byte = UInt8(truncatingIfNeeded: scalar.value)
                switch byte {
                case 0x61...0x7A, 0x30...0x39: hash = step(hash, UInt64(byte))
                case 0x41...0x5A: hash = step(hash, UInt64(byte | 0x20))
                default:
                    // An apostrophe inside a word belongs to it: "don't".
                    if byte != 0x27 { finish() }
                    if words.count >= maximumWords { return words }
                    continue
                }
                isInWord = true
            } else if isIdeograph(scalar) {
                finish()
                words.append(mixed(step(start, UInt64(scalar.value))))
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                    hash = step(hash, UInt64(lower.value))
                }
                isInWord = true
            } else if scalar != "\u{2019}" {
                finish()
            }
            if words.count >= maximumWords { return words }
        }
        finish()
        return words
    }

    /// Spreads a hash over all of its bits (the finaliser of SplitMix64).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    private static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    private static func step(_ hash: UInt64, _ value: UInt64) -> UInt64 { (hash ^ value) &* 0x0000_0100_0000_01B3 }

    /// Han, Hiragana, Katakana and Hangul syllables.
    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
