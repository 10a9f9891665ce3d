// Storing documents with their segments and tags.

import Emulator
import Store

/// Writes documents into the tables.
enum DocumentRows {
    /// Where tags of new documents belong.
    struct Place {
        /// The project; nil for documents of a model without one.
        let project: Int?
        /// The session that gets the tags; nil for tags of the document itself.
        var session: Int?
        let vocabulary: Vocabulary
        let now: Instant
    }

    /// Stores one document and answers its number: the caller's if that is free, else a new one. Tags whose class or
    /// label no longer exists are left out; callers that must refuse them resolve them first.
    static func insert(_ document: DocumentInput, at place: Place, _ database: Database) throws -> Int {
        let id = try document.id.flatMap { id in
            try database.exists("SELECT 1 FROM studio_documents WHERE id = ?", .int(id)) ? nil : id
        }
        try database.execute(
            """
            INSERT INTO studio_documents(id, project, ordinal, text, meta_json, created)
            VALUES (?1, ?2, coalesce((SELECT next_ordinal FROM studio_projects WHERE id = ?2), 0), ?3, ?4, ?5)
            """,
            .optional(id), .optional(place.project), .text(document.text), .optional(document.meta),
            .int(place.now.microseconds))
        let number = database.lastInsertedRow
        try insertSegments(document.segments, of: number, at: place, database)
        return number
    }

    /// Stores segments of a document with their tags.
    static func insertSegments(
        _ segments: [DocumentInput.Segment], of document: Int, at place: Place, _ database: Database
    ) throws {
        for segment in segments {
            try database.execute(
                """
                INSERT INTO studio_segments(document, span_start, span_end, byte_start, byte_end)
                VALUES (?, ?, ?, ?, ?)
                """,
                .int(document), .int(segment.piece.start), .int(segment.piece.end), .int(segment.piece.byteStart),
                .int(segment.piece.byteEnd))
            guard !segment.tags.isEmpty else { continue }
            let number = database.lastInsertedRow
            for tag in segment.tags {
                guard let numbers = try? place.vocabulary.resolve(tag) else { continue }
                try insertTag(tag, numbers, segment: number, document: document, at: place, database)
            }
        }
    }

    /// Stores one tag and answers its number.
    @discardableResult
    static func insertTag(
        _ tag: TagInput, _ numbers: TagNumbers, segment: Int, document: Int, at place: Place, _ database: Database
    ) throws -> Int {
        try database.execute(
            """
            INSERT INTO studio_tags(project, document, segment, session, class, label, span_start, span_end, text)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .optional(place.project), .int(document), .int(segment), .optional(place.session),
            .optional(numbers.classNumber), .optional(numbers.labelNumber), .optional(tag.span?.start),
            .optional(tag.span?.end), .optional(tag.text))
        return database.lastInsertedRow
    }

    /// Adds a document to a group, unless it is there already.
    static func add(_ document: Int, toGroup group: Int, _ database: Database) throws {
        try database.execute(
            """
            INSERT OR IGNORE INTO studio_group_documents(group_id, position, document)
            VALUES (?1, (SELECT next_position FROM studio_groups WHERE id = ?1), ?2)
            """, .int(group), .int(document))
    }
}
