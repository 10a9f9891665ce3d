// The progress of jobs, trainings and exports.

import Emulator
import JSON

/// The progress of a record, computed from the clock. Reading never changes state.
struct JobProgress {
    private let state: String
    let fraction: Double
    private let duration: Double

    /// - Parameters:
    ///   - state: waiting, processing, completed or failed.
    ///   - started: when the work started, in microseconds. `due` is when it will end, `completed` when it ended.
    init(state: String, started: Int?, due: Int?, completed: Int?, now: Instant) {
        self.state = state
        switch state {
        case "processing":
            let elapsed = max(0, now.microseconds - (started ?? now.microseconds))
            let whole = max(1, (due ?? 0) - (started ?? 0))
            fraction = min(0.999, (Double(elapsed) / Double(whole) * 1000).rounded(.down) / 1000)
            duration = Self.seconds(elapsed)
        case "waiting":
            (fraction, duration) = (0, 0)
        default:
            fraction = 1
            duration = Self.seconds(max(0, (completed ?? 0) - (started ?? completed ?? 0)))
        }
    }

    func writeFraction(into writer: inout JSONWriter) {
        if fraction == 0 || fraction == 1 { writer.int(Int(fraction)) } else { writer.double(fraction) }
    }

    func writeDuration(into writer: inout JSONWriter) {
        if duration == 0 { writer.int(0) } else { writer.double(duration) }
    }

    /// The state members of a module, which are those of its job. A waiting module has no progress.
    var moduleState: [UInt8] {
        guard state != "waiting" else { return Array(#""state":"waiting""#.utf8) }
        var writer = JSONWriter(reserving: 48)
        writeFraction(into: &writer)
        return Array("\"state\":\"\(state)\",\"progress\":".utf8) + writer.bytes
    }

    /// Seconds with three decimals.
    private static func seconds(_ microseconds: Int) -> Double { Double(microseconds / 1000) / 1000 }
}
