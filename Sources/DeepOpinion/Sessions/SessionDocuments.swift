// Adding documents to sessions, with the tags that they come with.

import Emulator
import JSON
import Store

/// Adds documents to sessions and updates the counts of segments.
enum SessionDocuments {
    /// Adds a document, to the group of the session too, unless it is already there. Segments that come with tags count as annotated.
    static func add(_ document: Int, to target: SessionTarget, _ database: Database) throws {
        try database.execute(
            """
            INSERT OR IGNORE INTO studio_session_documents(session, position, document)
            VALUES (?1, (SELECT next_position FROM studio_sessions WHERE id = ?1), ?2)
            """, .int(target.session), .int(document))
        guard database.changes > 0 else { return }
        if let group = target.group { try DocumentRows.add(document, toGroup: group, database) }
        try database.execute(
            """
            UPDATE studio_sessions SET segment_count = segment_count +
                (SELECT count(*) FROM studio_segments WHERE document = ?) WHERE id = ?
            """, .int(document), .int(target.session))
        if target.isAuto { try tagByAttributes(document, target, database) }
        try database.execute(
            """
            INSERT OR IGNORE INTO studio_session_segments(session, segment, annotated)
            SELECT DISTINCT session, segment, ? FROM studio_tags WHERE document = ? AND +session = ?
            """, .int(target.now.microseconds), .int(document), .int(target.session))
        let marked = database.changes
        guard marked > 0 else { return }
        try database.execute(
            "UPDATE studio_sessions SET annotated_count = annotated_count + ? WHERE id = ?", .int(marked),
            .int(target.session))
    }

    /// Tags every segment with the class and label that attributes of the uploaded record name.
    private static func tagByAttributes(_ document: Int, _ target: SessionTarget, _ database: Database) throws {
        let meta = try database.scalarText("SELECT meta_json FROM studio_documents WHERE id = ?", .int(document))
        guard let meta else { return }
        let values = (try JSON(parsing: meta).object ?? [:]).compactMap { $0.value.string }
        let type = target.vocabulary.type
        let tag = TagInput(
            className: type.hasClasses ? values.first { target.vocabulary.classes[$0] != nil } : nil,
            labelName: type.hasLabels ? values.first { target.vocabulary.labels[$0] != nil } : nil)
        guard let numbers = try? target.vocabulary.resolve(tag) else { return }
        let place = DocumentPlacement(
            project: target.project, session: target.session, vocabulary: target.vocabulary, now: target.now)
        let segments = try database.all("SELECT id FROM studio_segments WHERE document = ?", .int(document)) {
            $0.int(0)
        }
        for segment in segments {
            try DocumentRows.insertTag(tag, numbers, segment: segment, document: document, at: place, database)
        }
    }
}
