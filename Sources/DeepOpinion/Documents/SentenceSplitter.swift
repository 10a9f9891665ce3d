// Splitting texts into sentences.

/// Splits texts at the ends of sentences and lines.
enum SentenceSplitter {
    /// The pieces of a text: its sentences, or all of it.
    static func pieces(of text: String, split: Bool) -> [TextPiece] {
        guard split else { return [TextPiece(whole: text)] }
        var walk = Walk(text)
        let pieces = walk.sentences()
        return pieces.isEmpty ? [TextPiece(whole: text)] : pieces
    }

    /// One way through a text.
    private struct Walk {
        private let scalars: [Unicode.Scalar]
        private var pieces: [TextPiece] = []

        init(_ text: String) {
            scalars = Array(text.unicodeScalars)
        }

        mutating func sentences() -> [TextPiece] {
            var start = 0
            var startByte = 0
            var index = 0
            var byte = 0
            while index < scalars.count {
                let next = end(at: index)
                while index < next {
                    byte += UTF8.width(scalars[index])
                    index += 1
                }
                if isBoundary(behind: next) {
                    add(start, next, byte: startByte)
                    start = next
                    startByte = byte
                }
            }
            add(start, scalars.count, byte: startByte)
            return pieces
        }

        /// The index after the mark at `index` and everything that belongs to it: further marks, closing quotes and brackets.
        private func end(at index: Int) -> Int {
            var end = index + 1
            guard SentenceSplitter.isMark(scalars[index]) else { return end }
            while end < scalars.count, SentenceSplitter.isMark(scalars[end]) { end += 1 }
            while end < scalars.count, SentenceSplitter.isCloser(scalars[end]) { end += 1 }
            return end
        }

        /// Whether a sentence ends before `end`.
        private func isBoundary(behind end: Int) -> Bool {
            var last = end - 1
            if SentenceSplitter.isLineEnd(scalars[last]) { return true }
            while last > 0, SentenceSplitter.isCloser(scalars[last]) { last -= 1 }
            let mark = scalars[last]
            guard SentenceSplitter.isMark(mark) else { return false }
            if SentenceSplitter.isWideMark(mark) { return true }
            guard end < scalars.count, scalars[end].properties.isWhitespace else { return false }
            guard mark == "." else { return true }
            return !isAbbreviated(before: last) && !isContinued(from: end)
        }

        /// Whether the word before the dot is usually written with one: initials and common abbreviations.
        private func isAbbreviated(before dot: Int) -> Bool {
            var start = dot
            while start > 0, !scalars[start - 1].properties.isWhitespace, dot - start < 12 { start -= 1 }
            let word = String(String.UnicodeScalarView(scalars[start..<dot])).lowercased()
            let trimmed = word.drop { $0 == "(" || $0 == "\"" || $0 == "'" }
            if trimmed.unicodeScalars.count == 1 {
                return scalars[dot - 1].properties.isUppercase
            }
            return SentenceSplitter.abbreviations.contains(String(trimmed))
        }

        /// Whether the text continues with a lower-case letter.
        private func isContinued(from index: Int) -> Bool {
            var index = index
            while index < scalars.count, scalars[index].properties.isWhitespace {
                if SentenceSplitter.isLineEnd(scalars[index]) { return false }
                index += 1
            }
            return index < scalars.count && scalars[index].properties.isLowercase
        }

        /// Adds a piece without the white space around it, unless that leaves nothing.
        private mutating func add(_ start: Int, _ end: Int, byte: Int) {
            var start = start
            var end = end
            var byte = byte
            while start < end, scalars[start].properties.isWhitespace {
                byte += UTF8.width(scalars[start])
                start += 1
            }
            while end > start, scalars[end - 1].properties.isWhitespace { end -= 1 }
            guard end > start else { return }
            let width = scalars[start..<end].reduce(0) { $0 + UTF8.width($1) }
            pieces.append(TextPiece(start: start, end: end, byteStart: byte, byteEnd: byte + width))
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "!", "?", "…", "؟", "۔": true
        default: isWideMark(scalar)
        }
    }

    private static func isWideMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "。" || scalar == "！" || scalar == "？"
    }

    private static func isCloser(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "'", ")", "]", "”", "’", "»", "“", "」": true
        default: false
        }
    }

    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "vs", "no", "inc", "ltd", "co", "e.g", "i.e", "approx",
        "nr", "bzw", "ca", "z.b", "d.h", "u.a", "usw", "evtl", "inkl", "str", "tel", "dipl.-ing",
    ]

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }
}
