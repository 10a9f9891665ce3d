// Datasets: create, list, show, delete, close.

import Emulator
import JSON
import Store

/// Datasets (specification, "Datasets").
enum Datasets {
    static let handlers: [String: Handler] = [
        "listDatasets": list,
        "listDatasetIds": listIDs,
        "createDataset": create,
        "getDataset": get,
        "deleteDataset": delete,
        "markLabellingDone": markDone,
    ]

    /// Members of the creating request that have a column of their own, and those that only the server may write.
    private static let ownMembers: Set<String> = [
        "dataset_id", "client_id", "dataset_name", "dataset_type", "dataset_format", "labelling_mode",
        "create_timestamp_millis", "folder_path", "tags", "files", "uploaded_files", "sensor_config", "frame_sizes",
        "pipeline_spec", "labelling_profile", "user_scopes", "user_group_scopes", "processing_status",
        "processing_status_message", "current_stage", "current_stage_status", "pipeline_stage_status",
        "pipeline_status", "pipeline_status_by_label_set_id", "status",
    ]

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        try Reply.json { writer in
            writer.beginObject()
            try call.database.each(
                "SELECT \(DatasetRecord.columns) FROM tools_datasets WHERE client_id = ? ORDER BY seq",
                .text(call.path("clientId"))
            ) { row in
                writer.key(row.text(1))
                try DatasetRecord.write(row, call, into: &writer)
            }
            writer.endObject()
        }
    }

    private static func listIDs(_ call: Call) throws -> Reply {
        try Reply.json { writer in
            writer.beginObject()
            writer.key("datasets")
            writer.beginArray()
            try call.database.each(
                "SELECT id, name FROM tools_datasets WHERE client_id = ? ORDER BY seq", .text(call.path("clientId"))
            ) { row in
                writer.beginObject()
                writer.field("dataset_id", row.text(0))
                writer.field("dataset_name", row.text(1))
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, seq: call.dataset().seq)
    }

    private static func reply(_ call: Call, seq: Int) throws -> Reply {
        let reply = try call.database.first(
            "SELECT \(DatasetRecord.columns) FROM tools_datasets WHERE seq = ?", .int(seq)
        ) { row in
            try Reply.json { try DatasetRecord.write(row, call, into: &$0) }
        }
        guard let reply else { throw Problem.unknownDataset(call.path("datasetId")) }
        return reply
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let client = call.path("clientId")
        let files = try (body["files"]?.array ?? []).enumerated().map { try UploadFile($1, at: $0) }
        let format = try DatasetFormat(of: body)
        let profile = try profile(of: body, client: client, in: call.database)
        try LabellingStages.check(profile?["pipeline_spec"])
        let id = call.tenant.identifiers.alphanumeric(24)
        var extras = JSONObject()
        for (key, value) in body.object ?? [:] where !ownMembers.contains(key) { extras[key] = value }
        try call.database.execute(
            """
            INSERT INTO tools_datasets(id, client_id, name, type, format, mode, created, tags_json, profile_json,
                pipeline_json, user_scopes_json, group_scopes_json, extras_json)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(id), .text(client), .text(body["dataset_name"]?.string ?? ""),
            .text(body["dataset_type"]?.string ?? ""), .optional(format.name),
            .text(body["labelling_mode"]?.string ?? "frame_by_frame"), .int(call.now.microseconds),
            .text((body["tags"] ?? []).description), .optional(profile?.description),
            .text(LabellingStages(profile: profile).spec.description), .text((body["user_scopes"] ?? []).description),
            .text((body["user_group_scopes"] ?? []).description), .text(JSON.object(extras).description))
        let seq = call.database.lastInsertedRow
        try call.database.execute(
            "INSERT INTO tools_label_sets(dataset, position, id) VALUES (?, 0, ?)", .int(seq), .text(LabelSets.standard)
        )
        for (index, file) in files.enumerated() {
            let name = format.fileName(index: index, of: file)
            try Uploads.open(
                file, called: name, path: "\(client)/defaultproject/\(id)/\(name)", for: .dataset(seq), call)
        }
        return try reply(call, seq: seq)
    }

    /// The dataset's own copy of its instructions: inline ones as they came, or those of a stored profile.
    private static func profile(of body: JSON, client: String, in database: Database) throws -> JSON? {
        if let inline = body["labelling_profile"], !inline.isNull { return inline }
        guard let id = body["labelling_profile_id"]?.string else { return nil }
        return try LabellingProfiles.copy(of: id, for: client, in: database)
    }

    private static func delete(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        try call.tenant.schedule.cancel(subject: dataset.id)
        try Uploads.removeContents(of: dataset.seq, from: call.tenant)
        try PaintLabels.removeContents(of: dataset.seq, from: call.tenant)
        try call.database.execute("DELETE FROM tools_datasets WHERE seq = ?", .int(dataset.seq))
        return .empty(200)
    }

    /// Whatever is open counts as done; a published client skips datasets that report `done` on its next run.
    private static func markDone(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let isLabelling = try call.database.exists(
            "SELECT 1 FROM tools_datasets WHERE seq = ? AND status = 'files_getting_labelled'", .int(dataset.seq))
        guard isLabelling else { throw Problem.badRequest("The dataset has not been processed yet.") }
        try Tasks.closeAll(of: dataset.seq, call)
        try call.database.execute(
            "UPDATE tools_datasets SET stage = 'Labelling', stage_status = 'done' WHERE seq = ?", .int(dataset.seq))
        return .empty(200)
    }
}
