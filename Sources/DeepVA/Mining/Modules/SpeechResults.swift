// Results of speech_recognition: sentences with their times, also as files.

import Crypto
import Formats
import JSON

/// Speech (specification, section 13).
enum SpeechResults {
    static func make(_ context: ModuleContext, _ generator: inout SeededGenerator) throws -> ModuleFindings {
        var findings = ModuleFindings()
        let wanted = context.text("language", or: "auto")
        let language = wanted == "auto" ? generator.pick(["en", "de"]) ?? "en" : wanted
        let target = context.text("translation_language", or: "none")
        let sentences = context.utterances
        let texts = sentences.map { text($0, isGerman: isGerman(language)) }
        for (sentence, text) in zip(sentences, texts) {
            var meta: JSONObject = ["text": .string(text), "language": .string(language)]
            if target != "none" {
                meta["translation"] = .string(self.text(sentence, isGerman: isGerman(target)))
                meta["translation_language"] = .string(target)
            }
            findings.detailed.append(context.segment(from: sentence.start, to: sentence.end, meta: .object(meta)))
        }
        try addFiles(to: &findings, sentences, texts, context)
        return findings
    }

    private static func addFiles(
        to findings: inout ModuleFindings, _ sentences: [People.Utterance], _ texts: [String], _ context: ModuleContext
    ) throws {
        let stem = "transcript_\(context.index + 1)"
        if context.flag("dump_srt") {
            let cues = zip(sentences, texts).map { SRT.Cue(start: $0.start * 10, end: $0.end * 10, text: $1) }
            findings.artifacts.append(
                MadeFile(name: stem + ".srt", mediaType: "application/x-subrip", bytes: SRT.write(cues)))
        }
        if context.flag("dump_docx") {
            let paragraphs = texts.map { DOCX.Paragraph($0) }
            findings.artifacts.append(
                MadeFile(
                    name: stem + ".docx", mediaType: DOCX.mediaType,
                    bytes: try DOCX.write(paragraphs, modified: context.modified)))
        }
    }

    private static func isGerman(_ language: String) -> Bool {
        let name = language.lowercased()
        return name == "de" || name.hasPrefix("de-") || name == "german"
    }

    private static func text(_ sentence: People.Utterance, isGerman: Bool) -> String {
        let pair = pairs[sentence.words % pairs.count]
        return isGerman ? pair.german : pair.english
    }

    private static let pairs: [(english: String, german: String)] = [
        ("Good evening and welcome to our programme.", "Guten Abend und willkommen zu unserer Sendung."),
        ("We begin with the weather by the sea.", "Wir beginnen mit dem Wetter an der See."),
        ("The ferry leaves at half past seven.", "Die Fähre legt um halb acht ab."),
        ("Nobody had expected such a turnout.", "Mit so vielen Gästen hatte niemand gerechnet."),
        ("The bridge will be closed until Friday.", "Die Brücke bleibt bis Freitag gesperrt."),
        ("Let us hear what the engineers say.", "Hören wir, was die Ingenieure sagen."),
        ("That was the view from the harbour.", "Das war der Blick vom Hafen."),
        ("The vote ended with a narrow margin.", "Die Abstimmung endete knapp."),
        ("Please keep your tickets ready.", "Bitte halten Sie die Karten bereit."),
        ("More about this after the break.", "Mehr dazu nach der Pause."),
    ]
}
