// Inserting documents, segments and tags.

import Emulator
import JSON
import Store

/// Inserts documents.
enum DocumentRows {
    /// New numbers follow a number that a caller chose, unless it is further than this ahead of the last one.
    private static let reach = 1_000_000

    /// Inserts a document and returns its number: the caller's if that is free, else a new one. Tags whose class or
    /// label no longer exists are left out; callers that must refuse them resolve them first.
    static func insert(_ document: DocumentInput, at place: DocumentPlacement, _ database: Database) throws -> Int {
        let chosen = database.takeOfferedRow(in: "studio_documents") ?? document.id
        let wanted = try chosen.flatMap { try isTaken($0, database) ? nil : $0 }
        let last = try lastNumber(database)
        let number = try wanted ?? freeNumber(after: last, database)
        try database.execute(
            """
            INSERT INTO studio_documents(id, project, ordinal, text, meta_json, created)
            VALUES (?1, ?2, coalesce((SELECT next_ordinal FROM studio_projects WHERE id = ?2), 0), ?3, ?4, ?5)
            """,
            .int(number), .optional(place.project), .text(document.text), .optional(document.meta(of: number)),
            .int(place.now.microseconds))
        if wanted != nil, number > last + reach {
            try database.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'studio_documents'", .int(last))
        }
        try insertSegments(document.segments, of: number, at: place, database)
        return number
    }

    /// The number for a new document. Huge numbers that callers have chosen do not count; SQLite itself would continue
    /// after the largest (https://sqlite.org/autoinc.html).
    static func newNumber(_ database: Database) throws -> Int {
        try freeNumber(after: lastNumber(database), database)
    }

    private static func lastNumber(_ database: Database) throws -> Int {
        try database.scalarInt("SELECT seq FROM sqlite_sequence WHERE name = 'studio_documents'") ?? 0
    }

    private static func freeNumber(after last: Int, _ database: Database) throws -> Int {
        var number = last + 1
        while try isTaken(number, database) { number += 1 }
        return number
    }

    /// Whether a project has a document.
    static func exists(_ number: Int, inProject project: Int?, _ database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM studio_documents WHERE id = ? AND project = ?", .int(number), .optional(project))
    }

    /// The numbers in the `document_ids` of a body, each once.
    ///
    /// - Throws: ``Problem`` 400 for a document that the project does not have.
    static func numbers(_ ids: [JSON], inProject project: Int, _ database: Database) throws -> [Int] {
        var seen: Set<Int> = []
        return try ids.enumerated().compactMap { index, json in
            guard let id = json.int, try exists(id, inProject: project, database) else {
                throw Problem.badRequest(
                    "document_ids.\(index): The project has no such document.", field: "document_ids.\(index)")
            }
            return seen.insert(id).inserted ? id : nil
        }
    }

    private static func isTaken(_ number: Int, _ database: Database) throws -> Bool {
        try database.exists("SELECT 1 FROM studio_documents WHERE id = ?", .int(number))
    }

    /// Inserts segments of a document with their tags.
    static func insertSegments(
        _ segments: [DocumentInput.Segment], of document: Int, at place: DocumentPlacement, _ database: Database
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

    /// Inserts a tag and returns its number.
    @discardableResult
    static func insertTag(
        _ tag: TagInput, _ numbers: TagNumbers, segment: Int, document: Int, at place: DocumentPlacement,
        _ database: Database
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

    /// Adds a document to a group, unless it is already there.
    static func add(_ document: Int, toGroup group: Int, _ database: Database) throws {
        try database.execute(
            """
            INSERT OR IGNORE INTO studio_group_documents(group_id, position, document)
            VALUES (?1, (SELECT next_position FROM studio_groups WHERE id = ?1), ?2)
            """, .int(group), .int(document))
    }
}
