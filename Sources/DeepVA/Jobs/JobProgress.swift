// The progress of jobs, trainings and exports.

import Emulator
import JSON
import System

/// The progress of a record, computed from the clock. Reading never changes state.
struct JobProgress {
    /// Where a record stands.
    enum State: String {
        case waiting, processing, completed, failed

        /// The state with that name.
        init?(utf8 name: Span<UInt8>) {
            if name.equals("waiting") {
                self = .waiting
            } else if name.equals("processing") {
                self = .processing
            } else if name.equals("completed") {
                self = .completed
            } else if name.equals("failed") {
                self = .failed
            } else {
                return nil
            }
        }
    }

    private let state: State
    let fraction: Double
    private let duration: Double

    /// - Parameters:
    ///   - state: its name; whatever is not waiting or processing has ended.
    ///   - started: when the work started, in microseconds. `due` is when it will end, `completed` when it ended.
    init(state: String, started: Int?, due: Int?, completed: Int?, now: Instant) {
        self.init(
            state: State(rawValue: state) ?? .completed, started: started, due: due, completed: completed, now: now)
    }

    init(state: State, started: Int?, due: Int?, completed: Int?, now: Instant) {
        self.state = state
        switch state {
        case .processing:
            let elapsed = max(0, now.microseconds - (started ?? now.microseconds))
            let whole = max(1, (due ?? 0) - (started ?? 0))
            fraction = min(0.999, (Double(elapsed) / Double(whole) * 1000).rounded(.down) / 1000)
            duration = Self.seconds(elapsed)
        case .waiting:
            (fraction, duration) = (0, 0)
        case .completed, .failed:
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
        guard state != .waiting else { return Self.waiting }
        var writer = JSONWriter(reserving: 48)
        writeFraction(into: &writer)
        return Array("\"state\":\"\(state.rawValue)\",\"progress\":".utf8) + writer.bytes
    }

    private static let waiting = Array(#""state":"waiting""#.utf8)

    /// Seconds with three decimals.
    private static func seconds(_ microseconds: Int) -> Double { Double(microseconds / 1000) / 1000 }
}
