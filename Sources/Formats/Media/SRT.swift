// Writes SubRip subtitles.

/// Writes SubRip files (`.srt`, `application/x-subrip`): numbered cues with times, in UTF-8.
public enum SRT {
    /// One subtitle.
    public struct Cue: Sendable, Equatable {
        /// When it appears, in milliseconds from the start.
        public let start: Int
        /// When it disappears, in milliseconds from the start.
        public let end: Int
        /// The text, possibly of several lines.
        public let text: String

        /// Creates a cue. Negative times are written as 0.
        public init(start: Int, end: Int, text: String) {
            self.start = start
            self.end = end
            self.text = text
        }
    }

    /// The file with `cues` in order. Empty lines within a text are dropped, because an empty line ends a cue.
    public static func write(_ cues: [Cue]) -> [UInt8] {
        var file = ""
        for (index, cue) in cues.enumerated() {
            let lines = cue.text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
            file += "\(index + 1)\n\(time(cue.start)) --> \(time(cue.end))\n"
            for line in lines { file += "\(line)\n" }
            file += "\n"
        }
        return Array(file.utf8)
    }

    /// `HH:MM:SS,mmm`. From 100 hours on, there are more digits.
    static func time(_ milliseconds: Int) -> String {
        let time = max(0, milliseconds)
        let fields = (
            padded(time / 3_600_000, 2), padded(time / 60_000 % 60, 2), padded(time / 1000 % 60, 2),
            padded(time % 1000, 3)
        )
        return "\(fields.0):\(fields.1):\(fields.2),\(fields.3)"
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
