// A job in responses, written straight from its row.

import Emulator
import JSON
import Store

/// Writes jobs.
enum JobRecord {
    /// The columns that ``write(_:_:as:into:)`` reads, in this order.
    static let columns: SQL = """
        id, tag, state, errors_json, created, started, finish_due, completed, sources_json, modules_text, media_type, \
        webhook_json, summary_json
        """

    /// The position of each of ``columns``.
    enum Column {
        static let id = 0
        static let tag = 1
        static let state = 2
        static let errors = 3
        static let created = 4
        static let started = 5
        static let due = 6
        static let completed = 7
        static let sources = 8
        static let modules = 9
        static let mediaType = 10
        static let webhook = 11
        static let summary = 12
        /// The number of columns, which is the position of the next column of a statement.
        static let count = 13
    }

    static func write<Job: JobColumns & ~Copyable>(
        _ row: borrowing Job, _ call: Call, as precision: TimePrecision, into writer: inout JSONWriter
    ) {
        write(row, base: call.links.base, now: call.now, as: precision, into: &writer)
    }

    /// Writes a job without a request.
    ///
    /// - Parameter base: the start of its link.
    static func write<Job: JobColumns & ~Copyable>(
        _ row: borrowing Job, base: String, now: Instant, as precision: TimePrecision, into writer: inout JSONWriter
    ) {
        let progress = JobProgress(
            state: row.withText(Column.state) { JobProgress.State(utf8: $0) } ?? .completed,
            started: row.optionalInt(Column.started), due: row.optionalInt(Column.due),
            completed: row.optionalInt(Column.completed), now: now)
        writer.beginObject()
        row.withText(Column.id) { writer.field("id", utf8: $0) }
        row.withText(Column.tag) { writer.field("tag", utf8: $0) }
        row.withText(Column.state) { writer.field("state", utf8: $0) }
        row.withText(Column.errors) { writer.field("errors", raw: $0) }
        writer.key("progress")
        progress.writeFraction(into: &writer)
        writer.key("duration")
        progress.writeDuration(into: &writer)
        writer.spacedTime("time_created", row.int(Column.created), precision)
        writer.spacedTime("time_started", row.optionalInt(Column.started), precision)
        writer.spacedTime("time_completed", row.optionalInt(Column.completed), precision)
        row.withText(Column.sources) { writer.field("sources", raw: $0) }
        writer.key("modules")
        row.withText(Column.modules) { ModulesText.write($0, filledWith: progress.moduleState, into: &writer) }
        row.withText(Column.mediaType) { writer.field("media_type", utf8: $0) }
        writer.field("is_synced_to_kg", false)
        if !row.isNull(Column.webhook) { row.withText(Column.webhook) { writer.field("webhook", raw: $0) } }
        writer.key("result")
        writer.beginObject()
        writer.key("detailed_link")
        writer.beginString()
        writer.piece(base)
        row.withText(Column.id) { id in
            writer.plainPiece("/v1/jobs/")
            writer.piece(utf8: id)
            writer.plainPiece("/detailed-results/")
        }
        writer.endString()
        row.withText(Column.summary) { writer.field("summary", raw: $0) }
        writer.endObject()
        writer.endObject()
    }
}
