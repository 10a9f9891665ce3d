// How strongly something between two words parts what a segment says about one thing from what it says about the next.

/// The strength of a boundary between words.
enum Separation: Int, Comparable, Sendable {
    case none
    /// A joining word: "and".
    case joined
    /// A comma, or a joining word before an article: "and the".
    case comma
    /// A full stop, a semicolon or a contrasting word: "but".
    case contrast

    static func < (left: Separation, right: Separation) -> Bool { left.rawValue < right.rawValue }

    /// The strength of an ASCII sign.
    init(sign: UInt8) {
        switch sign {
        case UInt8(ascii: "."), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"), UInt8(ascii: "?"),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            self = .contrast
        case UInt8(ascii: ","): self = .comma
        default: self = .none
        }
    }

    /// The boundaries before the words of a segment, by signs and by joining words. English and German words are known;
    /// in other languages signs alone count.
    static func before(_ words: [Features.Word]) -> [Separation] {
        words.indices.map { index in
            let word = words[index]
            if contrasts.contains(word.hash) { return .contrast }
            guard joins.contains(word.hash) else { return word.sign }
            let isBeforeArticle = index + 1 < words.count && articles.contains(words[index + 1].hash)
            return max(word.sign, isBeforeArticle ? .comma : .joined)
        }
    }

    private static let contrasts = hashes(
        "but while although though however whereas yet aber doch jedoch während obwohl")
    private static let joins = hashes("and or with plus und oder mit sowie")
    private static let articles = hashes(
        "the a an our my their his her your der die das ein eine unser unsere mein meine")

    private static func hashes(_ words: String) -> Set<UInt64> { Set(Features.words(of: words).map(\.hash)) }
}
