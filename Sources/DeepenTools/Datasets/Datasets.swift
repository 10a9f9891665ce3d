// Datasets: list, show, delete, close.

import Emulator
import JSON
import Store

/// Datasets (specification, "Datasets"). They are created in ``DatasetCreation``.
enum Datasets {
    static let handlers: [String: Handler] = [
        "listDatasets": list,
        "listDatasetIds": listIDs,
        "getDataset": get,
        "deleteDataset": delete,
        "markLabellingDone": markDone,
    ]

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        try Reply.json { writer in
            writer.beginObject()
            try call.database.each(
                "SELECT \(DatasetRecord.columns) FROM tools_datasets WHERE client_id = ? ORDER BY seq",
                .text(call.path("clientId"))
            ) { row in
                let dataset = try DatasetRecord(row)
                writer.key(dataset.id)
                try dataset.write(call, into: &writer)
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

    /// The dataset as its own operations answer it.
    static func reply(_ call: Call, seq: Int) throws -> Reply {
        let dataset = try call.database.first(
            "SELECT \(DatasetRecord.columns) FROM tools_datasets WHERE seq = ?", .int(seq)
        ) { try DatasetRecord($0) }
        guard let dataset else { throw Problem.unknownDataset(call.path("datasetId")) }
        return try .json { try dataset.write(call, into: &$0) }
    }

    // MARK: - Ends

    private static func delete(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        try ProcessingTransitions.lifecycle.remove(dataset.seq, subject: .id(dataset.id), from: call.tenant)
        return .empty(200)
    }

    /// Every open task counts as done; a published client skips datasets that report `done` on its next run.
    private static func markDone(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let isLabelling = try call.database.exists(
            "SELECT 1 FROM tools_datasets WHERE seq = ? AND status = 'files_getting_labelled'", .int(dataset.seq))
        guard isLabelling else { throw Problem.badRequest("The dataset has not been processed yet.") }
        try TaskTransitions.closeAll(of: dataset.seq, call)
        try call.database.execute(
            "UPDATE tools_datasets SET stage = 'Labelling', stage_status = 'done' WHERE seq = ?", .int(dataset.seq))
        return .empty(200)
    }
}
