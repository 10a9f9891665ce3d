// Writes a dataset as clients read it: a superset of the old and the new generation of its status.

import Emulator
import JSON
import Store

/// The dataset resource (specification, "DatasetResource").
enum DatasetRecord {
    static let columns: SQL = """
        seq, id, client_id, name, type, format, mode, created, tags_json, uploaded_json, sensors_json, frame_sizes_json,
        pipeline_json, profile_json, user_scopes_json, group_scopes_json, status, message, stage, stage_status, extras_json
        """

    static func write(_ row: borrowing Row, _ call: Call, into writer: inout JSONWriter) throws {
        let seq = row.int(0)
        let isByFrame = row.text(6) == "frame_by_frame"
        var extras = try JSON(parsing: row.text(20)).object ?? [:]
        writer.beginObject()
        writer.field("dataset_id", row.text(1))
        writer.field("client_id", row.text(2))
        writer.field("dataset_name", row.text(3))
        writer.field("dataset_type", row.text(4))
        if let format = row.optionalText(5) { writer.field("dataset_format", format) }
        writer.field("labelling_mode", row.text(6))
        writer.field("create_timestamp_millis", row.int(7) / 1000)
        writer.field("folder_path", "\(row.text(2))/defaultproject/\(row.text(1))")
        for key in ["fps", "sensor_maker"] {
            guard let value = extras[key] else { continue }
            writer.key(key)
            writer.value(value)
            extras[key] = nil
        }
        raw("tags", row, 8, &writer)
        writer.key("files")
        try Uploads.writeFiles(of: seq, call, into: &writer)
        raw("uploaded_files", row, 9, &writer)
        raw("sensor_config", row, 10, &writer)
        raw("frame_sizes", row, 11, &writer)
        raw("pipeline_spec", row, 12, &writer)
        raw("labelling_profile", row, 13, &writer)
        raw("user_scopes", row, 14, &writer)
        raw("user_group_scopes", row, 15, &writer)
        writer.field("processing_status", row.text(16))
        if let message = row.optionalText(17) { writer.field("processing_status_message", message) }
        writer.field("current_stage", row.text(18))
        writer.field("current_stage_status", row.text(19))
        let progress = try Progress(
            of: seq, pipeline: LabellingStages(spec: JSON(parsing: row.text(12))), in: call.database)
        progress.write(isByFrame: isByFrame, into: &writer)
        for (key, value) in extras {
            writer.key(key)
            writer.value(value)
        }
        writer.endObject()
    }

    /// A member whose column is JSON text; left out when there is none.
    private static func raw(
        _ name: StaticString, _ row: borrowing Row, _ column: Int, _ writer: inout JSONWriter
    ) {
        guard !row.isNull(column) else { return }
        writer.key(name)
        row.withText(column) { writer.raw($0) }
    }
}
