// Documents on their way into a session, with the tags that they bring along.

import Emulator
import JSON
import Store

/// Adds documents to sessions and keeps the session's counts.
enum SessionDocuments {
    /// What has to be known about a session while documents are added.
    struct Target {
        let session: Int
        let project: Int
        /// Whether attributes that equal classes or labels become tags.
        let isAuto: Bool
        let vocabulary: Vocabulary
        let now: Instant

        init?(_ session: Int, at now: Instant, _ database: Database) throws {
            let row = try database.first("SELECT project, is_auto FROM studio_sessions WHERE id = ?", .int(session)) {
                (project: $0.int(0), isAuto: $0.bool(1))
            }
            guard let row else { return nil }
            self.session = session
            project = row.project
            isAuto = row.isAuto
            vocabulary = try Vocabulary(project: row.project, database)
            self.now = now
        }
    }

    /// Adds a document unless it is there already. Segments that have tags from the start count as annotated.
    static func add(_ document: Int, to target: Target, _ database: Database) throws {
        try database.execute(
            """
            INSERT OR IGNORE INTO studio_session_documents(session, position, document)
            VALUES (?1, (SELECT next_position FROM studio_sessions WHERE id = ?1), ?2)
            """, .int(target.session), .int(document))
        guard database.changes > 0 else { return }
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

    /// Attributes of the uploaded record that equal a class and a label of the project give every segment a tag.
    private static func tagByAttributes(_ document: Int, _ target: Target, _ database: Database) throws {
        let meta = try database.scalarText("SELECT meta_json FROM studio_documents WHERE id = ?", .int(document))
        guard let meta else { return }
        let values = (try JSON(parsing: meta).object ?? [:]).compactMap { $0.value.string }
        let type = target.vocabulary.type
        let tag = TagInput(
            className: type.hasClasses ? values.first { target.vocabulary.classes[$0] != nil } : nil,
            labelName: type.hasLabels ? values.first { target.vocabulary.labels[$0] != nil } : nil)
        guard let numbers = try? target.vocabulary.resolve(tag) else { return }
        let place = DocumentRows.Place(
            project: target.project, session: target.session, vocabulary: target.vocabulary, now: target.now)
        let segments = try database.all("SELECT id FROM studio_segments WHERE document = ?", .int(document)) {
            $0.int(0)
        }
        for segment in segments {
            try DocumentRows.insertTag(tag, numbers, segment: segment, document: document, at: place, database)
        }
    }
}
