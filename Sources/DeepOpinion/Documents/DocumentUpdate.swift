// Changing and deleting documents that sessions and tags refer to.

import Emulator
import Store

/// Changes of stored documents.
enum DocumentUpdate {
    /// Replaces the text of a document and splits it again if it was split before. A sentence that is still there keeps
    /// its segment with tags and statuses. Other segments are deleted, and so are tags whose place lies outside of their
    /// segment.
    static func replaceText(of document: Int, with text: String, project: Int, _ call: Call) throws {
        let database = call.database
        let old = try segments(of: document, database)
        try database.execute("UPDATE studio_documents SET text = ? WHERE id = ?", .text(text), .int(document))
        let finder = TextFinder(text)
        var rest = old
        var added: [DocumentInput.Segment] = []
        for piece in SentenceSplitter.pieces(of: text, split: old.count > 1) {
            let kept = old.count == 1 ? rest.indices.first : rest.firstIndex { $0.text == finder.text(of: piece) }
            guard let kept else {
                added.append(.init(piece: piece, tags: []))
                continue
            }
            try move(rest.remove(at: kept).id, to: piece, database)
        }
        for segment in rest { try remove(segment.id, database) }
        let place = DocumentPlacement(project: project, vocabulary: .none, now: call.now)
        try DocumentRows.insertSegments(added, of: document, at: place, database)
        try addToSessions(added.count, document, database)
    }

    private static func segments(of document: Int, _ database: Database) throws -> [SegmentText] {
        let text = try database.scalarText("SELECT text FROM studio_documents WHERE id = ?", .int(document)) ?? ""
        let bytes = Array(text.utf8)
        return try database.all(SegmentRecord.ofDocument, .int(document)) { row in
            let segment = SegmentRecord(row)
            let slice = segment.piece.slice(of: bytes)
            return SegmentText(document: document, id: segment.id, text: String(decoding: slice, as: UTF8.self))
        }
    }

    private static func move(_ segment: Int, to piece: TextPiece, _ database: Database) throws {
        try database.execute(
            "UPDATE studio_segments SET span_start = ?, span_end = ?, byte_start = ?, byte_end = ? WHERE id = ?",
            .int(piece.start), .int(piece.end), .int(piece.byteStart), .int(piece.byteEnd), .int(segment))
        try database.execute(
            "DELETE FROM studio_tags WHERE segment = ? AND (span_end > ? OR span_start < ?)", .int(segment),
            .int(piece.end), .int(piece.start))
    }

    private static func remove(_ segment: Int, _ database: Database) throws {
        try database.execute(
            """
            UPDATE studio_sessions SET segment_count = segment_count - 1, annotated_count = annotated_count -
                (SELECT count(*) FROM studio_session_segments x WHERE x.session = studio_sessions.id AND x.segment = ?1)
            WHERE id IN (SELECT m.session FROM studio_session_documents m
                JOIN studio_segments s ON s.document = m.document WHERE s.id = ?1)
            """, .int(segment))
        try database.execute("DELETE FROM studio_segments WHERE id = ?", .int(segment))
    }

    private static func addToSessions(_ count: Int, _ document: Int, _ database: Database) throws {
        guard count > 0 else { return }
        try database.execute(
            """
            UPDATE studio_sessions SET segment_count = segment_count + ?
            WHERE id IN (SELECT session FROM studio_session_documents WHERE document = ?)
            """, .int(count), .int(document))
    }

    /// Subtracts the segments of a document from the counts of its sessions, before it is deleted.
    static func subtractFromSessions(_ document: Int, _ database: Database) throws {
        try database.execute(
            """
            UPDATE studio_sessions SET
                segment_count = segment_count - (SELECT count(*) FROM studio_segments WHERE document = ?1),
                annotated_count = annotated_count - (SELECT count(*) FROM studio_segments s
                    JOIN studio_session_segments x ON x.segment = s.id
                    WHERE s.document = ?1 AND x.session = studio_sessions.id)
            WHERE id IN (SELECT session FROM studio_session_documents WHERE document = ?1)
            """, .int(document))
    }
}
