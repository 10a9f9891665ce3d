// Results of speech_recognition: sentences with their times, and the files that hold them.

import Crypto
import Formats
import JSON

/// Speech (specification, section 13).
enum SpeechResults {
    private struct Sentence {
        /// Hundredths of a second.
        let start: Int
        let end: Int
        let text: String
    }

    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) throws -> ModuleFindings {
        var findings = ModuleFindings()
        let wanted = context.text("language", or: "auto")
        let language = wanted == "auto" ? generator.pick(["en", "de"]) ?? "en" : wanted
        let sentences = sentences(
            context, isGerman: language.lowercased().hasPrefix("de") || language == "german", &generator)
        for sentence in sentences {
            findings.detailed.append(segment(sentence, language: language, context))
        }
        let stem = "transcript_\(context.index + 1)"
        if context.flag("dump_srt") {
            let cues = sentences.map { SRT.Cue(start: $0.start * 10, end: $0.end * 10, text: $0.text) }
            findings.artifacts.append(
                JobArtifacts.Made(filename: stem + ".srt", mediaType: "application/x-subrip", bytes: SRT.write(cues)))
        }
        if context.flag("dump_docx") {
            let paragraphs = sentences.map { DOCX.Paragraph($0.text) }
            findings.artifacts.append(
                JobArtifacts.Made(
                    filename: stem + ".docx", mediaType: DOCX.mediaType,
                    bytes: try DOCX.write(paragraphs, modified: context.modified)))
        }
        return findings
    }

    /// Sentences one after the other within the part that is listened to; a picture has none.
    private static func sentences(
        _ context: ModuleContext, isGerman: Bool, _ generator: inout SeededGenerator
    ) -> [Sentence] {
        let (first, last) = span(context)
        let texts = isGerman ? german : english
        var sentences: [Sentence] = []
        var position = first
        while sentences.count < 10_000 {
            let pause = generator.int(in: 10...120)
            let length = generator.int(in: 150...450)
            guard position + pause + length <= last else { break }
            let start = position + pause
            sentences.append(Sentence(start: start, end: start + length, text: generator.pick(texts) ?? ""))
            position = start + length
        }
        return sentences
    }

    /// The part that is listened to, in hundredths of a second.
    private static func span(_ context: ModuleContext) -> (Int, Int) {
        let all = context.source.info.duration * 100
        let range = context.parameters["range"]
        let start = min(max(0, (range?["time_start"]?.double ?? 0) * 100), all)
        let end = min(max(start, (range?["time_end"]?.double ?? .infinity) * 100), all)
        return (Int(start), Int(end))
    }

    /// Frames where there are some: the segment then begins and ends with a frame. Sound has times alone.
    private static func segment(_ sentence: Sentence, language: String, _ context: ModuleContext) -> DetailedResult {
        let fps = context.source.info.fps
        let meta: JSON = ["text": .string(sentence.text), "language": .string(language)]
        guard fps > 0 else {
            var result = context.segment(0..<1, meta: meta)
            result.times = (Double(sentence.start) / 100, Double(sentence.end) / 100)
            return result
        }
        let start = Int(Double(sentence.start) * fps / 100)
        return context.segment(start..<max(start + 1, Int(Double(sentence.end) * fps / 100)), meta: meta)
    }

    private static let english = [
        "Good evening and welcome to our programme.", "We begin with the weather by the sea.",
        "The ferry leaves at half past seven.", "Nobody had expected such a turnout.",
        "The bridge will be closed until Friday.", "Let us hear what the engineers say.",
        "That was the view from the harbour.", "The vote ended with a narrow margin.",
        "Please keep your tickets ready.", "More about this after the break.",
    ]

    private static let german = [
        "Guten Abend und willkommen zu unserer Sendung.", "Wir beginnen mit dem Wetter an der See.",
        "Die Fähre legt um halb acht ab.", "Mit so vielen Gästen hatte niemand gerechnet.",
        "Die Brücke bleibt bis Freitag gesperrt.", "Hören wir, was die Ingenieure sagen.",
        "Das war der Blick vom Hafen.", "Die Abstimmung endete knapp.", "Bitte halten Sie die Karten bereit.",
        "Mehr dazu nach der Pause.",
    ]
}
