// Labels of a project.

import Emulator
import JSON
import Store

/// Labels (specification, "Labels"). Those of an ABSA project are fixed.
enum Labels {
    static let handlers: [String: Handler] = [
        "listLabels": list,
        "addLabel": add,
        "uploadLabels": upload,
        "downloadLabels": download,
        "getLabel": get,
        "updateLabel": update,
        "updateLabelByName": updateByName,
        "deleteLabel": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        try .json { writer in
            writer.beginArray()
            try call.database.each(
                "SELECT \(LabelRecord.columns) FROM studio_labels WHERE project = ? ORDER BY id",
                .int(call.integer("project_id"))
            ) { LabelRecord($0).write(into: &writer) }
            writer.endArray()
        }
    }

    private static let present: SQL = "SELECT count(*) FROM studio_labels WHERE project = ?"

    private static func add(_ call: Call) throws -> Reply {
        let name = try Names.required(call.body["name"])
        try requireFreeLabels(call)
        try Names.requireRoom(for: 1, present, call)
        return try reply(insert(name, call), call, status: 201)
    }

    /// The answer lists labels that already exist with the new ones.
    private static func upload(_ call: Call) throws -> Reply {
        let (payload, _, format) = try UploadedFiles.file(call, formats: TableFormat.ofRecords)
        try requireFreeLabels(call)
        return .later({ try Names.records(of: TableFile(reading: payload, as: format, budget: $0)) }) { records in
            let known = try Names.all("SELECT name FROM studio_labels WHERE project = ?", call)
            try Names.requireRoom(for: records.count { !known.contains($0["name"]?.string ?? "") }, present, call)
            let ids = try records.compactMap { $0["name"]?.string }.map { name in
                try number(of: name, call) ?? insert(name, call)
            }
            return try .json { writer in
                writer.beginArray()
                for id in ids { try write(id, call, into: &writer) }
                writer.endArray()
            }
        }
    }

    private static func insert(_ name: String, _ call: Call) throws -> Int {
        let project = call.integer("project_id")
        return try Names.unique(name) {
            try call.database.execute(
                "INSERT INTO studio_labels(project, name) VALUES (?, ?)", .int(project), .text(name))
            return call.database.lastInsertedRow
        }
    }

    private static func download(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        return TableDownload.reply(call, name: "labels", columns: ["id", "name"]) { table in
            try call.database.each(
                "SELECT \(LabelRecord.columns) FROM studio_labels WHERE project = ? ORDER BY id", .int(project)
            ) {
                let record = LabelRecord($0)
                table.add([.int(record.id), .string(record.name)])
            }
            return .complete
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(VocabularyScope.label(call), call)
    }

    private static func update(_ call: Call) throws -> Reply {
        try rename(VocabularyScope.label(call), call)
    }

    private static func updateByName(_ call: Call) throws -> Reply {
        guard let id = try number(of: call.path("name"), call) else { throw Problem.unknownLabel }
        return try rename(id, call)
    }

    private static func rename(_ id: Int, _ call: Call) throws -> Reply {
        if let name = try call.body["name"].map({ try Names.required($0) }) {
            try Names.unique(name) {
                try call.database.execute("UPDATE studio_labels SET name = ? WHERE id = ?", .text(name), .int(id))
            }
        }
        return try reply(id, call)
    }

    private static func delete(_ call: Call) throws -> Reply {
        try requireFreeLabels(call)
        return try Names.delete(
            call, tags: "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE label = ? LIMIT 500)",
            record: "DELETE FROM studio_labels WHERE id = ?", id: VocabularyScope.label(call))
    }

    private static func requireFreeLabels(_ call: Call) throws {
        let type = try call.database.scalarText(
            "SELECT type FROM studio_projects WHERE id = ?", .int(call.integer("project_id")))
        if type.flatMap(TaskType.init)?.hasFixedLabels == true { throw Problem.fixedLabels }
    }

    private static func number(of name: String, _ call: Call) throws -> Int? {
        try call.database.scalarInt(
            "SELECT id FROM studio_labels WHERE project = ? AND name = ?", .int(call.integer("project_id")),
            .text(name))
    }

    private static func reply(_ id: Int, _ call: Call, status: Int = 200) throws -> Reply {
        try .json(status: status) { try write(id, call, into: &$0) }
    }

    private static func write(_ id: Int, _ call: Call, into writer: inout JSONWriter) throws {
        try call.database.each("SELECT \(LabelRecord.columns) FROM studio_labels WHERE id = ?", .int(id)) {
            LabelRecord($0).write(into: &writer)
        }
    }
}
