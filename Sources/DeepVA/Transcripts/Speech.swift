// The speech in the results of a job, combined into paragraphs of a transcript.

import Emulator
import JSON
import Store

/// The speech of one source of a job.
struct Speech: Sendable {
    /// The paragraphs in order.
    let paragraphs: [NewParagraph]
    /// The capitalised name of the language.
    let language: String

    /// The maximum number of sentences in a paragraph, and the maximum pause in seconds.
    private static let sentences = 3
    private static let pause = 0.8

    /// The stored results of a completed job with sentences and speakers.
    static func results(ofJob seq: Int, in database: Database) throws -> [[UInt8]] {
        try database.all(
            """
            SELECT json FROM deepva_detailed_results WHERE job = ? AND (instr(json, '"module":"speech_recognition"') > 0
                OR instr(json, '"module":"speaker_identification"') > 0)
            ORDER BY position
            """, .int(seq)
        ) { Array($0.text(0).utf8) }
    }

    /// Combines results. Takes time, so it belongs on the thread pool.
    ///
    /// - Parameters:
    ///   - results: see ``results(ofJob:in:)``.
    ///   - parameters: those of `speech_recognition`.
    ///   - source: the source whose speech is combined.
    init(results: [[UInt8]], parameters: JSON, source: String) throws {
        var spoken: [(start: Double, end: Double, text: String)] = []
        var speakers: [(start: Double, end: Double, name: String)] = []
        var language: String?
        let noCodes = Array(#""tc_start":"","tc_end":"""#.utf8)
        for text in results {
            let result = try JSON(parsing: ModulesText.filled(text.span, with: noCodes))
            guard result["source"]?.string == source, let meta = result["meta"] else { continue }
            let times = (start: result["time_start"]?.double ?? 0, end: result["time_end"]?.double ?? 0)
            if result["module"]?.string == "speech_recognition", let text = meta["text"]?.string {
                spoken.append((times.start, max(times.start, times.end), text))
                language = language ?? meta["language"]?.string
            } else if result["module"]?.string == "speaker_identification", let name = meta["speaker"]?.string {
                speakers.append((times.start, times.end, name))
            }
        }
        self.language = Self.name(ofLanguage: language ?? parameters["language"]?.string ?? "auto")
        var paragraphs: [NewParagraph] = []
        var count = 0
        let joins = parameters["format_paragraph"]?.bool ?? true
        for sentence in spoken {
            let speaker = speakers.first { $0.start <= sentence.start && sentence.start < $0.end }?.name
            if joins, count < Self.sentences, let last = paragraphs.indices.last, paragraphs[last].speaker == speaker,
                sentence.start - paragraphs[last].end <= Self.pause
            {
                paragraphs[last].text += " " + sentence.text
                paragraphs[last].end = max(paragraphs[last].end, sentence.end)
                count += 1
            } else {
                paragraphs.append(
                    NewParagraph(text: sentence.text, start: sentence.start, end: sentence.end, speaker: speaker))
                count = 1
            }
        }
        self.paragraphs = paragraphs
    }

    /// The capitalised English name of a language. Codes of common languages are known; other texts are treated as names.
    static func name(ofLanguage text: String) -> String {
        let word = text.lowercased()
        if let name = names[word] { return name }
        return word.prefix(1).uppercased() + word.dropFirst()
    }

    private static let names = [
        "auto": "English", "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
        "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French", "hu": "Hungarian", "it": "Italian",
        "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
        "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
    ]
}
