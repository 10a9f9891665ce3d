// Classes of a project.

import Emulator
import JSON
import Store

/// Classes (specification, "Classes").
enum Classes {
    static let handlers: [String: Handler] = [
        "listClasses": list,
        "addClass": add,
        "addClasses": addMany,
        "uploadClasses": upload,
        "downloadClasses": download,
        "getClass": get,
        "updateClass": update,
        "deleteClass": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        try .json { writer in
            writer.beginArray()
            try call.database.each(
                "SELECT \(ClassRecord.columns) FROM studio_classes WHERE project = ? ORDER BY id",
                .int(call.integer("project_id"))
            ) { ClassRecord($0).write(into: &writer) }
            writer.endArray()
        }
    }

    private static let present: SQL = "SELECT count(*) FROM studio_classes WHERE project = ?"

    private static func add(_ call: Call) throws -> Reply {
        try Names.requireRoom(for: 1, present, call)
        let id = try insert(call.body, call)
        return try reply([id], call, status: 201, asArray: false)
    }

    private static func addMany(_ call: Call) throws -> Reply {
        let classes = call.body.array ?? []
        try Names.requireRoom(for: classes.count, present, call)
        let ids = try classes.map { try insert($0, call) }
        return try reply(ids, call, status: 201, asArray: true)
    }

    /// Classes that already exist stay as they are; the answer lists them with the new ones.
    private static func upload(_ call: Call) throws -> Reply {
        let (payload, _, format) = try UploadedFiles.file(call, formats: TableFormat.ofRecords)
        return .later({ try Names.records(of: TableFile(reading: payload, as: format, budget: $0)) }) { records in
            let known = try Names.all("SELECT name FROM studio_classes WHERE project = ?", call)
            try Names.requireRoom(for: records.count { !known.contains($0["name"]?.string ?? "") }, present, call)
            let ids = try records.map { record in
                try call.database.scalarInt(
                    "SELECT id FROM studio_classes WHERE project = ? AND name = ?", .int(call.integer("project_id")),
                    .optional(record["name"]?.string)) ?? insert(record, call)
            }
            return try reply(ids, call, status: 200, asArray: true)
        }
    }

    private static func insert(_ json: JSON, _ call: Call) throws -> Int {
        let project = call.integer("project_id")
        let name = try Names.required(json["name"])
        return try Names.unique(name) {
            try call.database.execute(
                "INSERT INTO studio_classes(project, name, example, description) VALUES (?, ?, ?, ?)", .int(project),
                .text(name), .optional(json["example"]?.string), .optional(json["description"]?.string))
            return call.database.lastInsertedRow
        }
    }

    private static func download(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        return TableDownload.reply(
            call, name: "classes", columns: ["id", "name", "example", "description"]
        ) { table in
            try call.database.each(
                "SELECT \(ClassRecord.columns) FROM studio_classes WHERE project = ? ORDER BY id", .int(project)
            ) { row in
                let record = ClassRecord(row)
                table.add([
                    .int(record.id), .string(record.name), record.example.map(JSON.string) ?? .null,
                    record.description.map(JSON.string) ?? .null,
                ])
            }
            return .complete
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply([call.integer("class_id")], call, status: 200, asArray: false)
    }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("class_id")
        if let name = try call.body["name"].map({ try Names.required($0) }) {
            try Names.unique(name) {
                try call.database.execute("UPDATE studio_classes SET name = ? WHERE id = ?", .text(name), .int(id))
            }
        }
        for (member, assignment) in texts {
            guard let value = call.body[member] else { continue }
            try call.database.execute(
                "UPDATE studio_classes SET \(assignment) WHERE id = ?", .optional(value.string), .int(id))
        }
        return try reply([id], call, status: 200, asArray: false)
    }

    /// Texts that null removes.
    private static let texts: [(member: String, assignment: SQL)] = [
        ("example", "example = ?"), ("description", "description = ?"),
    ]

    private static func delete(_ call: Call) throws -> Reply {
        Names.delete(
            call, tags: "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE class = ? LIMIT 500)",
            record: "DELETE FROM studio_classes WHERE id = ?", id: call.integer("class_id"))
    }

    private static func reply(_ ids: [Int], _ call: Call, status: Int, asArray: Bool) throws -> Reply {
        try .json(status: status) { writer in
            if asArray { writer.beginArray() }
            for id in ids {
                try call.database.each("SELECT \(ClassRecord.columns) FROM studio_classes WHERE id = ?", .int(id)) {
                    ClassRecord($0).write(into: &writer)
                }
            }
            if asArray { writer.endArray() }
        }
    }
}
