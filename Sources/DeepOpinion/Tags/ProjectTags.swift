// The tags of a project that people have added.

import Emulator
import JSON
import Store

/// Tags of a project (specification, "Projects").
enum ProjectTags {
    static let handlers: [String: Handler] = [
        "listProjectTags": list,
        "updateProjectTag": update,
        "deleteProjectTag": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let showsClasses = call.parameters["classes"]?.bool ?? false
        let showsLabels = call.parameters["labels"]?.bool ?? false
        let total = try call.database.scalarInt(
            "SELECT count(*) FROM studio_tags WHERE project = ? AND analysis IS NULL", .int(project))
        let range = ListRange(call)
        let limit = range.limit ?? ListRange.maximum
        var count = 0
        return try .json { writer in
            writer.beginObject()
            writer.key("tags")
            writer.beginArray()
            let values: [SQLValue] = [.int(project), .int(limit), .int(range.offset)]
            try call.database.each(page, values) { row in
                count += 1
                let tag = Entry(row)
                writer.beginObject()
                writer.field("id", tag.id)
                if let record = tag.classRecord {
                    writer.key("class")
                    if showsClasses { record.write(into: &writer) } else { writer.string(record.name) }
                }
                if let record = tag.labelRecord {
                    writer.key("label")
                    if showsLabels { record.write(into: &writer) } else { writer.string(record.name) }
                }
                writer.endObject()
            }
            writer.endArray()
            writer.field("offset", range.offset)
            writer.field("limit", limit)
            writer.field("count", count)
            writer.field("total", total ?? 0)
            writer.endObject()
        }
    }

    private static let page: SQL = """
        SELECT t.id, c.id, c.name, c.example, c.description, l.id, l.name
        FROM (SELECT id, class, label FROM studio_tags WHERE project = ? AND analysis IS NULL ORDER BY id
            LIMIT ? OFFSET ?) t
        LEFT JOIN studio_classes c ON c.id = t.class LEFT JOIN studio_labels l ON l.id = t.label ORDER BY t.id
        """

    /// A tag with all of its class and label.
    private struct Entry {
        let id: Int
        let classRecord: ClassRecord?
        let labelRecord: LabelRecord?

        /// A tag from a row of ``page``.
        init(_ row: borrowing Row) {
            id = row.int(0)
            classRecord =
                row.isNull(1)
                ? nil
                : ClassRecord(
                    id: row.int(1), name: row.text(2), example: row.optionalText(3), description: row.optionalText(4))
            labelRecord = row.isNull(5) ? nil : LabelRecord(id: row.int(5), name: row.text(6))
        }
    }

    /// Answers with a list of the one tag.
    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("tag_id")
        try TagUpdate.change(
            id, TagInput(call.body), Vocabulary(project: call.integer("project_id"), call.database), call)
        return try .json { writer in
            writer.beginArray()
            try TagRecord.write(id: id, call.database, into: &writer)
            writer.endArray()
        }
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM studio_tags WHERE id = ?", .int(call.integer("tag_id")))
        return .empty(204)
    }
}
