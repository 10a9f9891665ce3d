// Timecodes of detailed results.

import System

/// Writes timecodes (specification, section 2, "Number rules").
enum Timecode {
    /// The format of a timecode.
    enum Form {
        /// As in the vendor's samples: the frame number as seconds, then `:00`.
        case sample
        /// SMPTE: hours, minutes, seconds, frames.
        case smpte
    }

    /// The timecode of a frame.
    static func text(frame: Int, fps: Double, form: Form) -> String {
        switch form {
        case .sample: clock(seconds: frame) + ":00"
        case .smpte:
            // At the nominal frame rate, without drop frames.
            clock(seconds: frame / nominal(fps)) + ":" + two(frame % nominal(fps))
        }
    }

    /// The members `tc_start` and `tc_end` of a result, as JSON text.
    static func members(from start: Int, to end: Int, fps: Double, form: Form) -> [UInt8] {
        let (start, end) = (text(frame: start, fps: fps, form: form), text(frame: end, fps: fps, form: form))
        return Array(#""tc_start":"\#(start)","tc_end":"\#(end)""#.utf8)
    }

    private static func nominal(_ fps: Double) -> Int { max(1, Int(saturating: fps.rounded())) }

    private static func clock(seconds: Int) -> String {
        "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
