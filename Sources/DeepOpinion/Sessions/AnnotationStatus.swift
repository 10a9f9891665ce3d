// Marking documents, pages and segments of sessions as annotated. Only the first mark of each counts.

import Emulator
import JSON
import Store

/// Annotation statuses (specification, "Labeling sessions").
enum AnnotationStatus {
    static let handlers: [String: Handler] = [
        "annotateDocument": annotateDocument,
        "annotatePage": annotatePage,
        "annotateSegment": annotateSegment,
    ]

    private static func annotateSegment(_ call: Call) throws -> Reply {
        let session = SessionScope.session(call)
        let segment = call.integer("segment_id")
        try mark([segment], in: session, call)
        return try .json { writer in
            writeStatus(
                at: try annotated(segment, in: session, call.database), segment: .some(segment), call, into: &writer)
        }
    }

    private static func annotateDocument(_ call: Call) throws -> Reply {
        let session = SessionScope.session(call)
        let document = call.integer("document_id")
        let segments = try call.database.all(
            "SELECT id FROM studio_segments WHERE document = ?", .int(document)
        ) { $0.int(0) }
        try mark(segments, in: session, call)
        try call.database.execute(
            """
            UPDATE studio_session_documents SET annotated = coalesce(annotated, ?) WHERE session = ? AND document = ?
            """, .int(call.now.microseconds), .int(session), .int(document))
        let time = try call.database.scalarInt(
            "SELECT annotated FROM studio_session_documents WHERE session = ? AND document = ?", .int(session),
            .int(document)
        ).map(Instant.init(microseconds:))
        return .json { writeStatus(at: time, segment: nil, call, into: &$0) }
    }

    /// Form feeds divide a text into pages. Segments that begin on the page are marked with it, and the first of them
    /// stands for it in the answer.
    private static func annotatePage(_ call: Call) throws -> Reply {
        let session = SessionScope.session(call)
        let document = call.integer("document_id")
        let page = call.integer("page")
        let text = try call.database.scalarText("SELECT text FROM studio_documents WHERE id = ?", .int(document))
        let pages = (text ?? "").utf8.split(separator: 0x0C, omittingEmptySubsequences: false)
        guard page < pages.count else { throw Problem.unknownPage }
        let start = pages[..<page].reduce(0) { $0 + $1.count + 1 }
        let segments = try call.database.all(
            "SELECT id FROM studio_segments WHERE document = ? AND byte_start >= ? AND byte_start <= ? ORDER BY byte_start, id",
            .int(document), .int(start), .int(start + pages[page].count)
        ) { $0.int(0) }
        try mark(segments, in: session, call)
        try call.database.execute(
            "INSERT OR IGNORE INTO studio_session_pages(session, document, page, annotated) VALUES (?, ?, ?, ?)",
            .int(session), .int(document), .int(page), .int(call.now.microseconds))
        let time = try call.database.scalarInt(
            "SELECT annotated FROM studio_session_pages WHERE session = ? AND document = ? AND page = ?", .int(session),
            .int(document), .int(page)
        ).map(Instant.init(microseconds:))
        return .json { writeStatus(at: time, segment: .some(segments.first), call, into: &$0) }
    }

    // MARK: - Marks

    /// Marks segments and updates the count and status of the session.
    static func mark(_ segments: [Int], in session: Int, _ call: Call) throws {
        var added = 0
        for segment in segments {
            try call.database.execute(
                "INSERT OR IGNORE INTO studio_session_segments(session, segment, annotated) VALUES (?, ?, ?)",
                .int(session), .int(segment), .int(call.now.microseconds))
            added += call.database.changes
        }
        try count(added, in: session, call)
    }

    /// Removes the mark of a segment.
    static func unmark(_ segment: Int, in session: Int, _ call: Call) throws {
        try call.database.execute(
            "DELETE FROM studio_session_segments WHERE session = ? AND segment = ?", .int(session), .int(segment))
        try count(-call.database.changes, in: session, call)
    }

    private static func count(_ change: Int, in session: Int, _ call: Call) throws {
        try call.database.execute(
            "UPDATE studio_sessions SET annotated_count = annotated_count + ? WHERE id = ?", .int(change), .int(session)
        )
        try SessionStatus.update(session, isTouched: true, at: call.now, call.database)
    }

    /// When a segment was marked; nil when it was not.
    static func annotated(_ segment: Int, in session: Int, _ database: Database) throws -> Instant? {
        try database.scalarInt(
            "SELECT annotated FROM studio_session_segments WHERE session = ? AND segment = ?", .int(session),
            .int(segment)
        ).map(Instant.init(microseconds:))
    }

    /// Writes a `SegmentAnnotationStatus`, or a `DocumentAnnotationStatus` when `segment` is nil; a page has the number
    /// of its first segment, or null when it has none.
    static func writeStatus(at time: Instant?, segment: Int??, _ call: Call, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", "ANNOTATED")
        writer.field("created", time)
        writer.field("document_id", call.integer("document_id"))
        if let segment { writer.field("segment_id", segment) }
        writer.field("annotation_id", SessionScope.session(call))
        writer.endObject()
    }
}
