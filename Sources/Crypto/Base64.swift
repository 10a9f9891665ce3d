// Base 64: encoding and decoding in both alphabets.

/// Base 64 (RFC 4648 sections 4 and 5). Decoding is strict: no other characters, no stray bits at the end.
public enum Base64 {
    /// Which characters stand for 62 and 63, and whether `=` pads the last group.
    public enum Alphabet: Sendable {
        /// `+` and `/`, padded (section 4).
        case standard
        /// `-` and `_`, not padded (section 5, as JWT uses it: RFC 7515 section 2).
        case url
    }

    /// Encodes `bytes`.
    public static func encode(_ bytes: [UInt8], alphabet: Alphabet = .standard) -> String {
        let letters = alphabet == .standard ? standardLetters : urlLetters
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index + 3 <= bytes.count {
            let group = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
            text.append(letters[group >> 18])
            text.append(letters[group >> 12 & 63])
            text.append(letters[group >> 6 & 63])
            text.append(letters[group & 63])
            index += 3
        }
        let rest = bytes.count - index
        if rest > 0 {
            let group = Int(bytes[index]) << 16 | (rest == 2 ? Int(bytes[index + 1]) << 8 : 0)
            text.append(letters[group >> 18])
            text.append(letters[group >> 12 & 63])
            if rest == 2 { text.append(letters[group >> 6 & 63]) }
            if alphabet == .standard {
                text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - rest))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes `text` in the standard alphabet; nil if it is malformed or wrongly padded.
    public static func decode(_ text: String) -> [UInt8]? {
        decode(text, alphabet: .standard)
    }

    /// Decodes `text`; nil if it is malformed. Padding must be correct for `.standard` and absent for `.url`.
    public static func decode(_ text: String, alphabet: Alphabet) -> [UInt8]? {
        var characters = Array(text.utf8)[...]
        if alphabet == .standard {
            guard characters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        }
        guard characters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count * 3 / 4)
        var group = 0
        var bits = 0
        for character in characters {
            guard let value = value(of: character, alphabet: alphabet) else { return nil }
            group = group << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(group >> bits))
                group &= 1 << bits - 1
            }
        }
        return group == 0 ? bytes : nil
    }

    private static let standardLetters = Array("\(alphanumerics)+/".utf8)
    private static let urlLetters = Array("\(alphanumerics)-_".utf8)
    private static let alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    private static func value(of character: UInt8, alphabet: Alphabet) -> Int? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+") where alphabet == .standard, UInt8(ascii: "-") where alphabet == .url: 62
        case UInt8(ascii: "/") where alphabet == .standard, UInt8(ascii: "_") where alphabet == .url: 63
        default: nil
        }
    }
}
