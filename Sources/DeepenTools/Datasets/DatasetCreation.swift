// Creates a dataset: its row, its first label set, and an upload session for each file that is to come.

import Emulator
import JSON
import Store

/// Creating a dataset (specification, "POST /api/v2/clients/{clientId}/datasets").
enum DatasetCreation {
    static let handlers: [String: Handler] = [
        "createDataset": create
    ]

    /// Members of the creating request that have a column of their own, and those that only the server may write.
    private static let ownMembers: Set<String> = [
        "dataset_id", "client_id", "dataset_name", "dataset_type", "dataset_format", "labelling_mode",
        "create_timestamp_millis", "folder_path", "tags", "files", "uploaded_files", "sensor_config", "frame_sizes",
        "pipeline_spec", "labelling_profile", "user_scopes", "user_group_scopes", "processing_status",
        "processing_status_message", "current_stage", "current_stage_status", "pipeline_stage_status",
        "pipeline_status", "pipeline_status_by_label_set_id", "status",
    ]

    private static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let client = call.path("clientId")
        let files = try (body["files"]?.array ?? []).enumerated().map { try UploadFile($1, at: $0) }
        let format = try DatasetFormat(of: body)
        let profile = try profile(of: body, client: client, in: call.database)
        try LabellingStages.check(profile?["pipeline_spec"])
        let id = try call.tenant.newID(of: Records.dataset)
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
            try UploadCreation.open(
                file, called: name, path: "\(client)/defaultproject/\(id)/\(name)", for: .dataset(seq), call)
        }
        return try Datasets.reply(call, seq: seq)
    }

    /// The dataset's own copy of its instructions: inline ones as they came, or those of a stored profile.
    private static func profile(of body: JSON, client: String, in database: Database) throws -> JSON? {
        if let inline = body["labelling_profile"], !inline.isNull { return inline }
        guard let id = body["labelling_profile_id"]?.string else { return nil }
        return try LabellingProfiles.copy(of: id, for: client, in: database)
    }
}
