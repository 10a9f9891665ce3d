// What is deleted with each kind of record.

import Store

extension Removal {
    /// Statements that each delete a few hundred rows, to be repeated until there are none.
    static func pieces(of kind: Kind) -> [SQL] {
        switch kind {
        case .project:
            // Segments, tags and memberships are deleted with their documents.
            [
                """
                DELETE FROM studio_documents WHERE id IN
                    (SELECT id FROM studio_documents WHERE project = ? ORDER BY ordinal LIMIT 100)
                """
            ]
        case .group:
            [
                """
                DELETE FROM studio_tags WHERE id IN (SELECT t.id FROM studio_analyses a
                    JOIN studio_tags t ON t.analysis = a.id WHERE a.group_id = ? LIMIT 500)
                """,
                """
                DELETE FROM studio_analysis_documents WHERE (analysis, position) IN
                    (SELECT m.analysis, m.position FROM studio_analyses a
                    JOIN studio_analysis_documents m ON m.analysis = a.id WHERE a.group_id = ? LIMIT 500)
                """,
                """
                DELETE FROM studio_tags WHERE id IN (SELECT t.id FROM studio_sessions s
                    JOIN studio_tags t ON t.session = s.id WHERE s.group_id = ? LIMIT 500)
                """,
                """
                DELETE FROM studio_session_segments WHERE (session, segment) IN
                    (SELECT m.session, m.segment FROM studio_sessions s
                    JOIN studio_session_segments m ON m.session = s.id WHERE s.group_id = ? LIMIT 500)
                """,
                """
                DELETE FROM studio_session_documents WHERE (session, position) IN
                    (SELECT m.session, m.position FROM studio_sessions s
                    JOIN studio_session_documents m ON m.session = s.id WHERE s.group_id = ? LIMIT 500)
                """,
                """
                DELETE FROM studio_group_documents WHERE (group_id, position) IN
                    (SELECT group_id, position FROM studio_group_documents WHERE group_id = ? LIMIT 500)
                """,
                "DELETE FROM studio_analyses WHERE group_id = ?", "DELETE FROM studio_sessions WHERE group_id = ?",
            ]
        case .session:
            [
                """
                DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE session = ? LIMIT 500)
                """,
                """
                DELETE FROM studio_session_segments WHERE (session, segment) IN
                    (SELECT session, segment FROM studio_session_segments WHERE session = ? LIMIT 500)
                """,
                """
                DELETE FROM studio_session_documents WHERE (session, position) IN
                    (SELECT session, position FROM studio_session_documents WHERE session = ? LIMIT 500)
                """,
            ]
        case .analysis:
            [
                "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE analysis = ? LIMIT 500)",
                """
                DELETE FROM studio_analysis_documents WHERE (analysis, position) IN
                    (SELECT analysis, position FROM studio_analysis_documents WHERE analysis = ? LIMIT 500)
                """,
            ]
        case .model:
            [
                """
                DELETE FROM studio_tags WHERE id IN (SELECT t.id FROM studio_analyses a
                    JOIN studio_tags t ON t.analysis = a.id WHERE a.model = ? LIMIT 500)
                """,
                """
                DELETE FROM studio_analysis_documents WHERE (analysis, position) IN
                    (SELECT m.analysis, m.position FROM studio_analyses a
                    JOIN studio_analysis_documents m ON m.analysis = a.id WHERE a.model = ? LIMIT 500)
                """,
                "DELETE FROM studio_analyses WHERE model = ?",
            ]
        }
    }

    /// Deletes the record itself, and what the database deletes with it.
    static func last(_ kind: Kind) -> SQL {
        switch kind {
        case .project: "DELETE FROM studio_projects WHERE id = ?"
        case .group: "DELETE FROM studio_groups WHERE id = ?"
        case .session: "DELETE FROM studio_sessions WHERE id = ?"
        case .analysis: "DELETE FROM studio_analyses WHERE id = ?"
        case .model: "DELETE FROM studio_models WHERE id = ?"
        }
    }
}
