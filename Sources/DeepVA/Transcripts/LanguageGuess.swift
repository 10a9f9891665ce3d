// Detects the language of a list of words by script, common words and special letters.

/// Detects the language of a text.
enum LanguageGuess {
    /// How many bytes are examined.
    static let prefixLength = 65_536

    /// The English name of the language in lower case; nil if no language or several languages fit best.
    static func language(of bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        if let language = byScript(text) { return language }
        var scores = [Int](repeating: 0, count: languages.count)
        for word in text.split(whereSeparator: { !$0.isLetter }) {
            for (index, language) in languages.enumerated() where language.words.contains(String(word)) {
                scores[index] += 3
            }
        }
        for letter in text.unicodeScalars where letter.value > 0x7F {
            for (index, language) in languages.enumerated() where language.letters.unicodeScalars.contains(letter) {
                scores[index] += 2
            }
        }
        guard let best = scores.max(), best > 0, scores.filter({ $0 == best }).count == 1,
            let index = scores.firstIndex(of: best)
        else { return nil }
        return languages[index].name
    }

    /// Scripts of one language each. Half of the letters decide.
    private static func byScript(_ text: String) -> String? {
        var letters = 0
        var counts: [String: Int] = [:]
        for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
            letters += 1
            if let script = scripts.first(where: { $0.range.contains(scalar.value) }) {
                counts[script.name, default: 0] += 1
            }
        }
        // Japanese mixes kana with Chinese characters.
        if let kana = counts["japanese"], kana > 0, let han = counts["chinese"] {
            counts["japanese"] = kana + han
            counts["chinese"] = nil
        }
        return scripts.map(\.name).first { 2 * (counts[$0] ?? 0) > letters }
    }

    private static let scripts: [(name: String, range: ClosedRange<UInt32>)] = [
        ("greek", 0x370...0x3FF), ("russian", 0x400...0x4FF), ("hebrew", 0x590...0x5FF), ("arabic", 0x600...0x6FF),
        ("japanese", 0x3040...0x30FF), ("chinese", 0x4E00...0x9FFF), ("korean", 0xAC00...0xD7A3),
    ]

    private static let languages: [(name: String, words: Set<String>, letters: String)] = [
        (
            "english",
            ["the", "and", "of", "to", "is", "with", "for", "are", "this", "that", "house", "street", "city", "water"],
            ""
        ),
        (
            "german",
            [
                "der", "die", "das", "und", "ist", "nicht", "mit", "ein", "eine", "von", "haus", "straße", "stadt",
                "wasser",
            ],
            "äöüß"
        ),
        (
            "french",
            ["le", "la", "les", "et", "est", "des", "une", "pour", "avec", "maison", "rue", "ville", "eau"], "éèêçàùûœ"
        ),
        (
            "spanish",
            ["el", "los", "las", "y", "es", "una", "por", "con", "para", "casa", "calle", "ciudad", "agua"], "ñ¿¡áóú"
        ),
        (
            "italian",
            ["il", "lo", "gli", "e", "è", "che", "una", "per", "con", "di", "casa", "via", "città", "acqua"], "àèìòù"
        ),
        (
            "portuguese",
            ["o", "os", "as", "e", "não", "uma", "para", "com", "casa", "rua", "cidade", "água"], "ãõç"
        ),
        ("dutch", ["het", "een", "en", "van", "niet", "met", "voor", "huis", "straat", "stad", "ijs"], "ĳ"),
        ("croatian", ["i", "je", "nije", "su", "na", "za", "od", "kuća", "ulica", "grad", "voda"], "čćžšđ"),
        ("polish", ["i", "jest", "nie", "na", "się", "dla", "dom", "ulica", "miasto", "woda"], "ąęłńśźż"),
        ("swedish", ["och", "är", "inte", "med", "för", "ett", "hus", "gata", "stad", "vatten"], "åäö"),
    ]
}
