// One dataset as its row has it, and as clients read it: with the status of the old and the new generation of the API.

import Emulator
import JSON
import Store

/// The dataset resource (specification, "DatasetResource").
struct DatasetRecord {
    static let columns: SQL = """
        seq, id, client_id, name, type, format, mode, created, tags_json, uploaded_json, sensors_json, frame_sizes_json,
        pipeline_json, profile_json, user_scopes_json, group_scopes_json, status, message, stage, stage_status, extras_json
        """

    let seq: Int
    let id: String
    let client: String
    let name: String
    let type: String
    let format: String?
    let mode: String
    let created: Instant
    let status: String
    let message: String?
    let stage: String
    let stageStatus: String
    let stages: LabellingStages
    /// Members that only clients know.
    let extras: JSONObject
    /// JSON texts, written as they are stored.
    let tags, uploadedFiles, stagesText, userScopes, groupScopes: [UInt8]
    let sensorConfig, frameSizes, profile: [UInt8]?

    init(_ row: borrowing Row) throws {
        seq = row.int(0)
        id = row.text(1)
        client = row.text(2)
        name = row.text(3)
        type = row.text(4)
        format = row.optionalText(5)
        mode = row.text(6)
        created = Instant(microseconds: row.int(7))
        tags = row.blob(8)
        uploadedFiles = row.blob(9)
        sensorConfig = row.optionalBlob(10)
        frameSizes = row.optionalBlob(11)
        stagesText = row.blob(12)
        stages = LabellingStages(spec: try JSON(parsing: stagesText))
        profile = row.optionalBlob(13)
        userScopes = row.blob(14)
        groupScopes = row.blob(15)
        status = row.text(16)
        message = row.optionalText(17)
        stage = row.text(18)
        stageStatus = row.text(19)
        extras = try JSON(parsing: row.text(20)).object ?? [:]
    }

    func write(_ call: Call, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.field("dataset_id", id)
        writer.field("client_id", client)
        if let format { writer.field("dataset_format", format) }
        writer.field("dataset_name", name)
        writer.field("dataset_type", type)
        writer.field("labelling_mode", mode)
        writer.field("create_timestamp_millis", created.microseconds / 1000)
        writer.field("folder_path", "\(client)/defaultproject/\(id)")
        for key in Self.earlyExtras { write(extra: key, into: &writer) }
        write("tags", tags, into: &writer)
        writer.key("files")
        try Uploads.writeFiles(of: seq, call, into: &writer)
        write("uploaded_files", uploadedFiles, into: &writer)
        write("sensor_config", sensorConfig, into: &writer)
        write("frame_sizes", frameSizes, into: &writer)
        write("pipeline_spec", stagesText, into: &writer)
        write("labelling_profile", profile, into: &writer)
        write("user_scopes", userScopes, into: &writer)
        write("user_group_scopes", groupScopes, into: &writer)
        writer.field("processing_status", status)
        if let message { writer.field("processing_status_message", message) }
        writer.field("current_stage", stage)
        writer.field("current_stage_status", stageStatus)
        try Progress(of: seq, stages: stages, in: call.database)
            .write(isByFrame: mode == "frame_by_frame", into: &writer)
        for (key, _) in extras where !Self.earlyExtras.contains(key) { write(extra: key, into: &writer) }
        writer.endObject()
    }

    /// Members of clients that the vendor's own answers have further up.
    private static let earlyExtras = ["fps", "sensor_maker"]

    private func write(extra key: String, into writer: inout JSONWriter) {
        guard let value = extras[key] else { return }
        writer.key(key)
        writer.value(value)
    }

    private func write(_ name: StaticString, _ text: [UInt8]?, into writer: inout JSONWriter) {
        guard let text else { return }
        writer.key(name)
        writer.raw(text)
    }
}
