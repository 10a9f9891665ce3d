// Copying the documents of a project, in slices.

import Store

extension ProjectCopier {
    /// Copies some documents with segments, tags and memberships.
    ///
    /// - Returns: the ordinal to continue from; nil when there are no more.
    func copyDocuments(from ordinal: Int, limit: Int) throws -> Int? {
        let found = try database.all(
            "SELECT id, ordinal FROM studio_documents WHERE project = ? AND ordinal >= ? ORDER BY ordinal LIMIT ?",
            .int(source), .int(ordinal), .int(limit)
        ) { (id: $0.int(0), ordinal: $0.int(1)) }
        let documents = try RowCopy("studio_documents", changing: ["id", "project"], database)
        let segments = try RowCopy("studio_segments", changing: ["document"], database)
        for (id, _) in found {
            let new = try documents.copy(
                id, ["id": .int(DocumentRows.newNumber(database)), "project": .int(key)])
            for segment in try database.all(
                "SELECT id FROM studio_segments WHERE document = ? ORDER BY id", .int(id), read: { $0.int(0) })
            {
                try copySegment(segment, as: segments.copy(segment, ["document": .int(new)]), of: new)
            }
            try copyMemberships(of: id, to: new)
        }
        return found.count == limit ? found.last.map { $0.ordinal + 1 } : nil
    }

    private func copySegment(_ old: Int, as new: Int, of document: Int) throws {
        try database.execute(
            """
            INSERT INTO studio_tags(project, document, segment, session, analysis, class, label, state, span_start,
                span_end, text)
            SELECT ?1, ?2, ?3, s.copy, a.copy, c.copy, l.copy, t.state, t.span_start, t.span_end, t.text
            FROM studio_tags t
            LEFT JOIN studio_copies s ON s.project = ?1 AND s.kind = 'sessions' AND s.source = t.session
            LEFT JOIN studio_copies a ON a.project = ?1 AND a.kind = 'analyses' AND a.source = t.analysis
            LEFT JOIN studio_copies c ON c.project = ?1 AND c.kind = 'classes' AND c.source = t.class
            LEFT JOIN studio_copies l ON l.project = ?1 AND l.kind = 'labels' AND l.source = t.label
            WHERE t.segment = ?4 AND (t.session IS NULL) = (s.copy IS NULL) AND (t.analysis IS NULL) = (a.copy IS NULL)
            ORDER BY t.id
            """, .int(key), .int(document), .int(new), .int(old))
        try database.execute(
            """
            INSERT INTO studio_session_segments(session, segment, annotated)
            SELECT s.copy, ?2, x.annotated FROM studio_session_segments x
            JOIN studio_copies s ON s.project = ?1 AND s.kind = 'sessions' AND s.source = x.session WHERE x.segment = ?3
            """, .int(key), .int(new), .int(old))
    }

    private func copyMemberships(of old: Int, to new: Int) throws {
        let statements: [SQL] = [
            """
            INSERT INTO studio_group_documents(group_id, position, document)
            SELECT c.copy, m.position, ?2 FROM studio_group_documents m
            JOIN studio_copies c ON c.project = ?1 AND c.kind = 'groups' AND c.source = m.group_id WHERE m.document = ?3
            """,
            """
            INSERT INTO studio_session_documents(session, position, document, annotated)
            SELECT c.copy, m.position, ?2, m.annotated FROM studio_session_documents m
            JOIN studio_copies c ON c.project = ?1 AND c.kind = 'sessions' AND c.source = m.session WHERE m.document = ?3
            """,
            """
            INSERT INTO studio_session_pages(session, document, page, annotated)
            SELECT c.copy, ?2, m.page, m.annotated FROM studio_session_pages m
            JOIN studio_copies c ON c.project = ?1 AND c.kind = 'sessions' AND c.source = m.session WHERE m.document = ?3
            """,
            """
            INSERT INTO studio_analysis_documents(analysis, position, document)
            SELECT c.copy, m.position, ?2 FROM studio_analysis_documents m
            JOIN studio_copies c ON c.project = ?1 AND c.kind = 'analyses' AND c.source = m.analysis WHERE m.document = ?3
            """,
        ]
        for statement in statements { try database.execute(statement, .int(key), .int(new), .int(old)) }
    }
}
