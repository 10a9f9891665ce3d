// Subtitles.

import Formats
import Testing

@Suite struct SRTTests {
    @Test("cues are numbered and timed, and empty lines inside a text are left out")
    func cues() {
        let file = SRT.write([
            SRT.Cue(start: 0, end: 1500, text: "Hello"),
            SRT.Cue(start: 3_599_999, end: 360_000_001, text: "two\r\n \n\nlines\n"),
        ])
        let expected = """
            1
            00:00:00,000 --> 00:00:01,500
            Hello

            2
            00:59:59,999 --> 100:00:00,001
            two
            lines


            """
        #expect(String(decoding: file, as: UTF8.self) == expected)
    }

    @Test("no cues, no text; times before the start are the start")
    func edges() {
        #expect(SRT.write([]) == [])
        let file = String(decoding: SRT.write([SRT.Cue(start: -5, end: 5, text: "")]), as: UTF8.self)
        #expect(file == "1\n00:00:00,000 --> 00:00:00,005\n\n")
    }
}
