// Files of a dataset, in frame order, addressed by paths with slashes in them.

import Emulator
import JSON
import Store

/// Files (specification, "Files" and "File ids in paths").
enum DatasetFiles {
    static let handlers: [String: Handler] = [
        "listFiles": list,
        "getFile": get,
    ]

    /// Columns of a file, and whether its work is done: by its own task of the last stage, or with the whole dataset
    /// where objects are followed through all frames.
    private static let columns: SQL = """
        file.id, file.sensors_json, CASE dataset.mode
            WHEN 'frame_by_frame' THEN EXISTS (SELECT 1 FROM tools_tasks AS task
                WHERE task.dataset = file.dataset AND task.label_set = 'default' AND task.file = file.id
                    AND task.label = '' AND task.attribute = ''
                    AND task.stage_order = json_array_length(dataset.pipeline_json) - 1
                    AND task.status IN ('submitted', 'accepted'))
            ELSE dataset.stage_status = 'done' END, file.position
        FROM tools_files AS file JOIN tools_datasets AS dataset ON dataset.seq = file.dataset
        """

    private static func list(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        var last = -1
        func next(into writer: inout JSONWriter) throws -> Int {
            var count = 0
            try call.database.each(
                "SELECT \(columns) WHERE file.dataset = ? AND file.position > ? ORDER BY file.position LIMIT ?",
                .int(dataset.seq), .int(last), .int(Reply.sliceRows)
            ) { row in
                write(row, dataset, into: &writer)
                last = row.int(3)
                count += 1
            }
            return count
        }
        return try .lists([("files", next)], check: { _ = try call.dataset() })
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, dataset: call.dataset(), file: call.path("fileId"))
    }

    /// One file; also the answer of routes with a suffix, when the suffix turns out to be part of the file's name.
    static func reply(_ call: Call, dataset: DatasetKey, file: String) throws -> Reply {
        let reply = try call.database.first(
            "SELECT \(columns) WHERE file.dataset = ? AND file.id = ?", .int(dataset.seq), .text(file)
        ) { row in Reply.json { write(row, dataset, into: &$0) } }
        guard let reply else { throw Problem.unknownFile(file) }
        return reply
    }

    /// Whether the dataset has a file of this name.
    static func exists(_ file: String, in dataset: DatasetKey, _ database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM tools_files WHERE dataset = ? AND id = ?", .int(dataset.seq), .text(file))
    }

    private static func write(_ row: borrowing Row, _ dataset: DatasetKey, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("client_id", dataset.client)
        writer.field("dataset_id", dataset.id)
        writer.field("file_id", row.text(0))
        writer.field("status", row.bool(2) ? "finished" : "labelling_in_progress")
        writer.key("sensors")
        row.withText(1) { writer.raw($0) }
        writer.endObject()
    }
}

extension Problem {
    /// 404: no such file.
    static func unknownFile(_ id: String) -> Problem { .notFound("File \(id)") }
}
