// A training in responses, with its model.

import Emulator
import JSON
import Store

/// Writes trainings.
enum TrainingRecord {
    /// The columns that ``write(_:_:as:into:)`` reads, in this order.
    static let columns: SQL = """
        id, type, state, started, finish_due, completed, error, created, dataset_json, model_name, model_id, \
        config_json, description, changelog
        """

    static func write(
        _ row: borrowing Row, _ call: Call, as precision: TimePrecision = .milliseconds, into writer: inout JSONWriter
    ) throws {
        let progress = JobProgress(
            state: row.text(2), started: row.optionalInt(3), due: row.optionalInt(4), completed: row.optionalInt(5),
            now: call.now)
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("type", row.text(1))
        writer.field("state", row.text(2))
        writer.key("progress")
        progress.writeFraction(into: &writer)
        writer.key("duration")
        progress.writeDuration(into: &writer)
        writer.field("error", row.text(6))
        writer.spacedTime("time_created", row.int(7), precision)
        writer.spacedTime("time_started", row.optionalInt(3), precision)
        writer.spacedTime("time_completed", row.optionalInt(5), precision)
        writer.key("source_dataset")
        row.withText(8) { writer.raw($0) }
        writer.field("output_model_name", row.text(9))
        writer.key("output_model")
        try writeModel(row.optionalText(10), in: call.database, into: &writer)
        writer.key("config")
        row.withText(11) { writer.raw($0) }
        writer.field("output_model_description", row.text(12))
        writer.field("output_model_changelog", row.text(13))
        writer.endObject()
    }

    /// The current model; null before the end and if it has been deleted.
    private static func writeModel(_ id: String?, in database: Database, into writer: inout JSONWriter) throws {
        var isFound = false
        if let id {
            try database.each("SELECT \(ModelRecord.columns) FROM deepva_models WHERE id = ?", .text(id)) { row in
                isFound = true
                try ModelRecord.write(row, in: database, into: &writer)
            }
        }
        if !isFound { writer.null() }
    }
}
