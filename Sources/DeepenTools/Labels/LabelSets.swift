// Label sets: several sets of labels for one dataset, for example one for each person.

import Emulator
import JSON
import Store

/// Label sets (specification, "Label sets").
enum LabelSets {
    static let handlers: [String: Handler] = [
        "listLabelSets": list,
        "createLabelSet": create,
    ]

    /// The label set that every dataset has.
    static let standard = "default"
    /// The most label sets of a dataset.
    private static let maximum = 100

    private static func list(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        return try Reply.json { writer in
            writer.beginObject()
            writer.key("label_sets")
            writer.beginArray()
            try call.database.each(
                "SELECT id FROM tools_label_sets WHERE dataset = ? ORDER BY position", .int(dataset.seq)
            ) { write($0.text(0), into: &writer) }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func create(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let id = call.body["label_set_id"]?.string ?? ""
        guard try !exists(id, of: dataset.seq, in: call.database) else {
            throw Problem.badRequest("label_set_id: the dataset already has a label set \(id).", field: "label_set_id")
        }
        try add(id, to: dataset.seq, call)
        return .json { write(id, into: &$0) }
    }

    /// Creates the label set unless it exists.
    static func require(_ id: String, of dataset: Int, _ call: Call) throws {
        guard try !exists(id, of: dataset, in: call.database) else { return }
        try add(id, to: dataset, call)
    }

    private static func exists(_ id: String, of dataset: Int, in database: Database) throws -> Bool {
        try database.exists("SELECT 1 FROM tools_label_sets WHERE dataset = ? AND id = ?", .int(dataset), .text(id))
    }

    /// A new label set gets its own tasks.
    private static func add(_ id: String, to dataset: Int, _ call: Call) throws {
        let count = try call.database.scalarInt(
            "SELECT count(*) FROM tools_label_sets WHERE dataset = ?", .int(dataset))
        guard let count, count < maximum else {
            throw Problem.badRequest("A dataset can have at most \(maximum) label sets.", field: "label_set_id")
        }
        try call.database.execute(
            "INSERT INTO tools_label_sets(dataset, position, id) VALUES (?, ?, ?)", .int(dataset), .int(count),
            .text(id))
        let tasks = try TaskCreation(for: dataset, in: call.tenant, now: call.now)
        guard tasks.isLabelling else { return }
        try tasks.addFirstTasks(labelSet: id)
        try Progress.refresh(dataset, in: call.database)
    }

    private static func write(_ id: String, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("label_set_id", id)
        writer.field("label_set_name", id)
        writer.endObject()
    }
}
