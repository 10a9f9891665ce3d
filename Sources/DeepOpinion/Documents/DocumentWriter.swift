// Documents as they are sent, straight from their rows.

import Emulator
import JSON
import Store

/// Whose tags a document shows.
enum TagFilter: Sendable {
    /// Those that people have made, in any session, or sent with the document.
    case people
    /// Those of one labeling or correction session.
    case session(Int)
    /// Those that one analysis has predicted.
    case analysis(Int)
}

/// Writes documents with segments, tags and attributes.
struct DocumentWriter {
    /// The columns that ``write(_:into:)`` wants, in its order, of a table named `d`.
    static let columns: SQL = "d.id, d.text, d.meta_json"

    /// A document's row.
    struct Record: Sendable {
        let id: Int
        let text: String
        let meta: String?

        init(_ row: borrowing Row) {
            id = row.int(0)
            text = row.text(1)
            meta = row.optionalText(2)
        }
    }

    let database: Database
    let details: DocumentFields
    var tags: TagFilter = .people

    /// Writes a `LabelledDocument` (specification, "Common").
    func write(_ record: Record, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.field("id", record.id)
        writer.field("text", record.text)
        if details.hasSegments {
            writer.key("segments")
            try writeSegments(of: record, into: &writer)
        }
        if details.hasMeta, let meta = record.meta {
            for (key, value) in try JSON(parsing: meta).object ?? [:] where !DocumentInput.ownMembers.contains(key) {
                writer.key(key)
                writer.value(value)
            }
        }
        writer.endObject()
    }

    private func writeSegments(of record: Record, into writer: inout JSONWriter) throws {
        let bytes = Array(record.text.utf8)
        writer.beginArray()
        try database.each(
            """
            SELECT id, span_start, span_end, byte_start, byte_end FROM studio_segments WHERE document = ? ORDER BY span_start, id
            """, .int(record.id)
        ) { row in
            writer.beginObject()
            writer.field("id", row.int(0))
            writer.key("text")
            writer.string(utf8: Self.slice(bytes, row.int(3), row.int(4)).span)
            writer.key("span")
            writer.beginArray()
            writer.int(row.int(1))
            writer.int(row.int(2))
            writer.endArray()
            if details.hasTags {
                writer.key("tags")
                try writeTags(ofSegment: row.int(0), into: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
    }

    /// Writes the tags of a segment as an array.
    func writeTags(ofSegment segment: Int, into writer: inout JSONWriter) throws {
        writer.beginArray()
        try eachTag(ofSegment: segment) { TagWriter.write($0, into: &writer) }
        writer.endArray()
    }

    /// Calls `body` with the tags of a segment, in the columns of ``TagWriter``.
    func eachTag(ofSegment segment: Int, _ body: (borrowing Row) throws -> Void) throws {
        switch tags {
        case .people:
            try database.each(Self.tagsOfPeople, .int(segment), read: body)
        case .session(let session):
            try database.each(Self.tagsOfSession, .int(segment), .int(session), read: body)
        case .analysis(let analysis):
            try database.each(Self.tagsOfAnalysis, .int(segment), .int(analysis), read: body)
        }
    }

    private static let tagsOfPeople: SQL =
        "\(TagWriter.select) WHERE t.segment = ? AND +t.analysis IS NULL ORDER BY t.id"
    private static let tagsOfSession: SQL = "\(TagWriter.select) WHERE t.segment = ? AND +t.session = ? ORDER BY t.id"
    private static let tagsOfAnalysis: SQL = "\(TagWriter.select) WHERE t.segment = ? AND +t.analysis = ? ORDER BY t.id"

    /// The bytes of a piece; a piece beyond the end of the text is cut.
    static func slice(_ bytes: [UInt8], _ start: Int, _ end: Int) -> [UInt8] {
        let start = min(max(0, start), bytes.count)
        return Array(bytes[start..<min(max(start, end), bytes.count)])
    }
}

/// Writes tags.
enum TagWriter {
    /// Tags with the names of class and label; conditions speak of `t`.
    static let select: SQL = """
        SELECT t.id, c.name, l.name FROM studio_tags t LEFT JOIN studio_classes c ON c.id = t.class \
        LEFT JOIN studio_labels l ON l.id = t.label
        """

    /// Writes a `Tag` from a row of ``select``; a key that does not apply is left out.
    static func write(_ row: borrowing Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.int(0))
        if !row.isNull(1) { writer.field("class", row.text(1)) }
        if !row.isNull(2) { writer.field("label", row.text(2)) }
        writer.endObject()
    }

    /// Writes the tag with this number; nothing when it is gone.
    static func write(id: Int, _ database: Database, into writer: inout JSONWriter) throws {
        try database.each("\(select) WHERE t.id = ?", .int(id)) { write($0, into: &writer) }
    }
}
