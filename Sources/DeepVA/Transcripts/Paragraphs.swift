// Paragraphs of versions: a text with its times and speaker.

import Emulator
import JSON
import Store

/// Paragraphs (specification, section 12; their shape and paths are inferred).
enum Paragraphs {
    static let handlers: [String: Handler] = [
        "listParagraphs": list,
        "updateParagraph": update,
    ]

    private static let columns: SQL = "id, text, time_start, time_end, speaker"

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let version = SQLValue.int(try Versions.number(call))
        let total = try call.database.scalarInt("SELECT count(*) FROM deepva_paragraphs WHERE version = ?", version)
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_paragraphs WHERE version = ? ORDER BY position LIMIT ? OFFSET ?",
                version, .int(call.page.limit), .int(call.page.offset)
            ) { write($0, into: &writer) }
        }
    }

    /// Every paragraph of a version, in order.
    static func all(of version: Int, in database: Database) throws -> [NewParagraph] {
        try database.all(
            "SELECT \(columns) FROM deepva_paragraphs WHERE version = ? ORDER BY position", .int(version)
        ) { row in
            NewParagraph(text: row.text(1), start: row.double(2), end: row.double(3), speaker: row.optionalText(4))
        }
    }

    private static func write(_ row: borrowing Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("text", row.text(1))
        writer.field("time_start", row.double(2))
        writer.field("time_end", row.double(3))
        writer.field("speaker", row.optionalText(4))
        writer.endObject()
    }

    // MARK: - Writing

    /// A paragraph of a request body.
    static func paragraph(_ value: JSON, at index: Int) throws -> NewParagraph {
        let start = value["time_start"]?.double ?? 0
        let end = value["time_end"]?.double ?? start
        guard end >= start else {
            let field = "paragraphs.\(index).time_end"
            throw Problem.badRequest("\(field): must not be less than time_start.", field: field)
        }
        return NewParagraph(
            text: value["text"]?.string ?? "", start: start, end: end, speaker: value["speaker"]?.string)
    }

    /// Adds paragraphs with new ids.
    static func insert(_ paragraphs: [NewParagraph], into version: Int, _ call: Call) throws {
        for (position, paragraph) in paragraphs.enumerated() {
            try call.database.execute(
                """
                INSERT INTO deepva_paragraphs(version, position, id, text, time_start, time_end, speaker)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, .int(version), .int(position), .text(call.tenant.identifiers.uuid()), .text(paragraph.text),
                .double(paragraph.start), .double(paragraph.end), .optional(paragraph.speaker))
        }
    }

    private static func update(_ call: Call) throws -> Reply {
        let version = SQLValue.int(try Versions.number(call))
        let id = call.path("paragraph_id")
        try call.database.execute(
            "UPDATE deepva_paragraphs SET text = ? WHERE version = ? AND id = ?",
            .text(call.body["text"]?.string ?? ""), version, .text(id))
        guard call.database.changes > 0 else { throw Problem.unknownParagraph }
        try Variants.touch(Variants.number(call), call)
        let record = try call.database.first(
            "SELECT \(columns) FROM deepva_paragraphs WHERE version = ? AND id = ?", version, .text(id)
        ) { row in
            var writer = JSONWriter()
            write(row, into: &writer)
            return writer.bytes
        }
        guard let record else { throw Problem.unknownParagraph }
        try Webhooks.publish(
            "deepva.transcript.variant.version.paragraph.on_updated", subject: id, "paragraph", record,
            from: call.tenant)
        return .json { $0.raw(record) }
    }
}
