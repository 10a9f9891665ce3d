// All tags of a project that people have made.

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
        var count = 0
        return try .json { writer in
            writer.beginObject()
            writer.key("tags")
            writer.beginArray()
            try call.database.each(
                """
                SELECT t.id, c.id, c.name, c.example, c.description, l.id, l.name
                FROM (SELECT id, class, label FROM studio_tags WHERE project = ? AND analysis IS NULL ORDER BY id
                    LIMIT ? OFFSET ?) t
                LEFT JOIN studio_classes c ON c.id = t.class LEFT JOIN studio_labels l ON l.id = t.label ORDER BY t.id
                """, .int(project), .int(call.page.limit), .int(call.page.offset)
            ) { row in
                count += 1
                writer.beginObject()
                writer.field("id", row.int(0))
                if !row.isNull(1) { writeClass(row, asObject: showsClasses, into: &writer) }
                if !row.isNull(5) { writeLabel(row, asObject: showsLabels, into: &writer) }
                writer.endObject()
            }
            writer.endArray()
            writer.field("offset", call.page.offset)
            writer.field("limit", call.page.limit)
            writer.field("count", count)
            writer.field("total", total ?? 0)
            writer.endObject()
        }
    }

    private static func writeClass(_ row: borrowing Row, asObject: Bool, into writer: inout JSONWriter) {
        guard asObject else { return writer.field("class", row.text(2)) }
        writer.key("class")
        writer.beginObject()
        writer.field("id", row.int(1))
        writer.field("name", row.text(2))
        writer.field("example", row.optionalText(3))
        writer.field("description", row.optionalText(4))
        writer.endObject()
    }

    private static func writeLabel(_ row: borrowing Row, asObject: Bool, into writer: inout JSONWriter) {
        guard asObject else { return writer.field("label", row.text(6)) }
        writer.key("label")
        writer.beginObject()
        writer.field("id", row.int(5))
        writer.field("name", row.text(6))
        writer.endObject()
    }

    /// Answers a list with the one tag.
    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("tag_id")
        try TagEdit.change(
            id, TagInput(call.body), Vocabulary(project: call.integer("project_id"), call.database), call)
        return try .json { writer in
            writer.beginArray()
            try TagWriter.write(id: id, call.database, into: &writer)
            writer.endArray()
        }
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM studio_tags WHERE id = ?", .int(call.integer("tag_id")))
        return .empty(204)
    }
}

/// Changes of tags.
enum TagEdit {
    /// Lays what is given over a tag.
    ///
    /// - Throws: ``Problem`` 400 for names that the project does not have, and for a place outside of the document.
    static func change(_ id: Int, _ change: TagInput, _ vocabulary: Vocabulary, _ call: Call) throws {
        if change.className != nil || change.labelName != nil {
            let numbers = try vocabulary.resolve(change)
            try call.database.execute(
                "UPDATE studio_tags SET class = coalesce(?, class), label = coalesce(?, label) WHERE id = ?",
                .optional(numbers.classNumber), .optional(numbers.labelNumber), .int(id))
        }
        if let span = change.span {
            let segment = try call.database.scalarInt("SELECT segment FROM studio_tags WHERE id = ?", .int(id))
            try requireInside(span, segment: segment ?? 0, call.database)
            try call.database.execute(
                "UPDATE studio_tags SET span_start = ?, span_end = ? WHERE id = ?", .int(span.start), .int(span.end),
                .int(id))
        }
        if let text = change.text {
            try call.database.execute("UPDATE studio_tags SET text = ? WHERE id = ?", .text(text), .int(id))
        }
    }

    /// 400 unless a tag's place lies in its segment.
    static func requireInside(_ span: TagInput.Span, segment: Int, _ database: Database) throws {
        let isInside = try database.exists(
            "SELECT 1 FROM studio_segments WHERE id = ? AND span_start <= ? AND span_end >= ?", .int(segment),
            .int(span.start), .int(span.end))
        guard isInside else { throw Problem.badRequest("span: does not lie in the segment.", field: "span") }
    }
}
