// The features of a text: its words and pairs of neighbouring words, as hashes.

import Crypto

/// Turns texts into features, the same on every machine.
enum Features {
    /// How many words of a text count.
    static let maximumWords = 4096

    /// The features of a text in their order, repeated ones included: words first, then pairs.
    static func of(_ text: String) -> [UInt64] {
        let words = words(of: text).map(\.hash)
        return words + words.indices.dropFirst().map { pair(words[$0 - 1], words[$0]) }
    }

    /// A feature that stands for a number rather than for a word.
    static func number(_ value: Int) -> UInt64 {
        mixed(UInt64(bitPattern: Int64(value)) ^ 0x5851_F42D_4C95_7F2D)
    }

    /// A feature that stands for a word, given by its hash, and the one behind it; or for a word and a number.
    static func pair(_ left: UInt64, _ right: UInt64) -> UInt64 {
        mixed(left &* 0x9E37_79B9_7F4A_7C15 ^ right)
    }

    /// A word of a text.
    struct Word {
        /// The word in lower case, as a hash.
        let hash: UInt64
        /// How strongly the signs before it part it from the word before.
        let sign: Separation
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
    static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var hash = start
        var isInWord = false
        var sign = Separation.none
        func append(_ hash: UInt64) {
            words.append(Word(hash: mixed(hash), sign: sign))
            sign = .none
        }
        func finish() {
            if isInWord { append(hash) }
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
                    sign = max(sign, Separation(sign: byte))
                    if words.count >= maximumWords { return words }
                    continue
                }
                isInWord = true
            } else if isIdeograph(scalar) {
                finish()
                append(step(start, UInt64(scalar.value)))
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                    hash = step(hash, UInt64(lower.value))
                }
                isInWord = true
            } else if scalar != "\u{2019}" {
                finish()
                // Signs of other scripts, such as the ideographic full stop.
                if !scalar.properties.isWhitespace { sign = max(sign, .comma) }
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
