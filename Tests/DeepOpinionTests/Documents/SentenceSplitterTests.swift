// Sentences, and spans that point at them.

import Testing

@testable import DeepOpinion

@Suite struct SentenceSplitterTests {
    @Test(
        "texts are cut at the ends of sentences and lines",
        arguments: [
            ("One. Two! Three?", ["One.", "Two!", "Three?"]), ("Just one", ["Just one"]), ("  a  ", ["a"]),
            ("It cost 3.50 euros. Fine.", ["It cost 3.50 euros.", "Fine."]),
            ("Dr. Smith met J. Doe. He left.", ["Dr. Smith met J. Doe.", "He left."]),
            ("He said \"Stop.\" Then he went.", ["He said \"Stop.\"", "Then he went."]),
            ("Wait... what? Yes.", ["Wait... what?", "Yes."]),
            ("first line\nsecond line", ["first line", "second line"]),
            ("Das ist z.B. gut. Sehr!", ["Das ist z.B. gut.", "Sehr!"]), ("这是一。那是二。", ["这是一。", "那是二。"]),
            ("هل هذا جيد؟ نعم.", ["هل هذا جيد؟", "نعم."]), ("Ä. Ö 😀! ü", ["Ä. Ö 😀!", "ü"]), (" \n ", [" \n "]),
        ])
    func sentences(text: String, expected: [String]) {
        let pieces = SentenceSplitter.pieces(of: text, split: true)
        let scalars = Array(text.unicodeScalars)
        #expect(pieces.map { TextFinder(text).text(of: $0) } == expected)
        for piece in pieces {
            #expect(
                String(String.UnicodeScalarView(scalars[piece.start..<piece.end])) == TextFinder(text).text(of: piece))
        }
    }

    @Test("without splitting there is one piece, the whole text")
    func whole() {
        #expect(
            SentenceSplitter.pieces(of: "Ä. b.", split: false) == [
                TextPiece(start: 0, end: 5, byteStart: 0, byteEnd: 6)
            ])
    }
}
