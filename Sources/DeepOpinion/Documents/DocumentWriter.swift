// Documents as they are written, with what the request asks for.

import JSON
import Store

/// Writes documents with segments, tags and attributes.
struct DocumentWriter {
    let database: Database
    let details: DocumentFields
    var tags: TagFilter = .people

    /// Writes a `LabelledDocument` (specification, "Common").
    func write(_ record: DocumentRecord, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.field("text", record.text)
        writer.field("id", record.id)
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

    private func writeSegments(of record: DocumentRecord, into writer: inout JSONWriter) throws {
        let bytes = Array(record.text.utf8)
        writer.beginArray()
        try database.each(SegmentRecord.ofDocument, .int(record.id)) { row in
            let segment = SegmentRecord(row)
            writer.beginObject()
            writer.field("id", segment.id)
            writer.key("text")
            writer.string(utf8: segment.piece.slice(of: bytes).span)
            writer.key("span")
            writer.beginArray()
            writer.int(segment.piece.start)
            writer.int(segment.piece.end)
            writer.endArray()
            if details.hasTags {
                writer.key("tags")
                try writeTags(ofSegment: segment.id, into: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
    }

    /// Writes the tags of a segment as an array.
    func writeTags(ofSegment segment: Int, into writer: inout JSONWriter) throws {
        writer.beginArray()
        try eachTag(ofSegment: segment) { $0.write(into: &writer) }
        writer.endArray()
    }

    /// Calls `body` with the tags of a segment, in order.
    func eachTag(ofSegment segment: Int, _ body: (TagRecord) throws -> Void) throws {
        let (query, owner): (SQL, Int?) =
            switch tags {
            case .people: (Self.tagsOfPeople, nil)
            case .session(let id): (Self.tagsOfSession, id)
            case .analysis(let id): (Self.tagsOfAnalysis, id)
            }
        try database.each(query, [.int(segment)] + (owner.map { [.int($0)] } ?? [])) { try body(TagRecord($0)) }
    }

    private static let tagsOfPeople: SQL =
        "\(TagRecord.select) WHERE t.segment = ? AND +t.analysis IS NULL ORDER BY t.id"
    private static let tagsOfSession: SQL = "\(TagRecord.select) WHERE t.segment = ? AND +t.session = ? ORDER BY t.id"
    private static let tagsOfAnalysis: SQL = "\(TagRecord.select) WHERE t.segment = ? AND +t.analysis = ? ORDER BY t.id"
}
