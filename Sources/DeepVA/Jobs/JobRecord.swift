// A job as it is sent, straight from its row.

import Emulator
import JSON
import Store

/// Writes jobs.
enum JobRecord {
    /// The columns that ``write(_:_:as:into:)`` wants, in its order.
    static let columns: SQL = """
        id, tag, state, errors_json, created, started, finish_due, completed, sources_json, modules_text, media_type, \
        webhook_json, summary_json
        """

    /// Whether the answer is the first one, whose times are exact, or a later one, whose times are cut to milliseconds
    /// (specification, section 1.3).
    enum Occasion {
        case created
        case read
    }

    static func write(_ row: borrowing Row, _ call: Call, as occasion: Occasion, into writer: inout JSONWriter) {
        write(row, base: call.links.base, now: call.now, as: occasion, into: &writer)
    }

    /// Writes a job outside of a request.
    ///
    /// - Parameter base: what its link begins with.
    static func write(
        _ row: borrowing Row, base: String, now: Instant, as occasion: Occasion, into writer: inout JSONWriter
    ) {
        let progress = JobProgress(row, now: now)
        writer.beginObject()
        writer.key("id")
        row.withText(0) { writer.string(utf8: $0) }
        writer.key("tag")
        row.withText(1) { writer.string(utf8: $0) }
        writer.key("state")
        row.withText(2) { writer.string(utf8: $0) }
        writer.key("errors")
        row.withText(3) { writer.raw($0) }
        writer.key("progress")
        progress.writeFraction(into: &writer)
        writer.key("duration")
        progress.writeDuration(into: &writer)
        writer.key("time_created")
        write(row.int(4), occasion, into: &writer)
        writer.key("time_started")
        write(row.optionalInt(5), occasion, into: &writer)
        writer.key("time_completed")
        write(row.optionalInt(7), occasion, into: &writer)
        writer.key("sources")
        row.withText(8) { writer.raw($0) }
        writer.key("modules")
        row.withText(9) { writer.raw(ModulesText.filled($0, with: progress.moduleState)) }
        writer.key("media_type")
        row.withText(10) { writer.string(utf8: $0) }
        writer.field("is_synced_to_kg", false)
        if !row.isNull(11) {
            writer.key("webhook")
            row.withText(11) { writer.raw($0) }
        }
        writer.key("result")
        writer.beginObject()
        writer.field("detailed_link", "\(base)/v1/jobs/\(row.text(0))/detailed-results/")
        writer.key("summary")
        row.withText(12) { writer.raw($0) }
        writer.endObject()
        writer.endObject()
    }

    private static func write(_ microseconds: Int?, _ occasion: Occasion, into writer: inout JSONWriter) {
        guard let microseconds else { return writer.null() }
        let instant = Instant(microseconds: microseconds)
        writer.instant(occasion == .created ? instant : instant.truncatedToMilliseconds, .spaced)
    }
}

/// How far a job is, computed from the clock: reading never changes state.
struct JobProgress {
    private let state: String
    let fraction: Double
    private let duration: Double

    /// - Parameter row: a row with ``JobRecord/columns``.
    init(_ row: borrowing Row, now: Instant) {
        self.init(
            state: row.text(2), started: row.optionalInt(5), due: row.optionalInt(6), completed: row.optionalInt(7),
            now: now)
    }

    /// - Parameters:
    ///   - state: waiting, processing, or an end.
    ///   - started: when the work began, in microseconds; `due` when it will end, `completed` when it did.
    init(state: String, started: Int?, due: Int?, completed: Int?, now: Instant) {
        self.state = state
        switch state {
        case "processing":
            let elapsed = max(0, now.microseconds - (started ?? now.microseconds))
            let whole = max(1, (due ?? 0) - (started ?? 0))
            fraction = min(0.999, Double(elapsed * 1000 / whole) / 1000)
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

    /// The state members of every module: they follow their job. A waiting module has no progress.
    var moduleState: [UInt8] {
        guard state != "waiting" else { return Array(#""state":"waiting""#.utf8) }
        var writer = JSONWriter(reserving: 48)
        writeFraction(into: &writer)
        return Array("\"state\":\"\(state)\",\"progress\":".utf8) + writer.bytes
    }

    /// Seconds with three decimals.
    private static func seconds(_ microseconds: Int) -> Double { Double(microseconds / 1000) / 1000 }
}
