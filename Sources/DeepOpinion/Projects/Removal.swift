// Removing large things in slices, so that other requests are served in between.

import Emulator
import Store

/// Removals: the record is marked first, then emptied, then gone.
enum Removal {
    static let transitions: [String: Transition] = ["deepopinion.removal.step": step]

    /// What can be removed.
    enum Kind: String {
        case project, group, session, analysis, model
    }

    /// Starts to remove a record, which its owner has marked or hidden already.
    static func start(_ kind: Kind, _ id: Int, at now: Instant, in tenant: Tenant) throws {
        try tenant.schedule.add("deepopinion.removal.step", subject: "\(kind.rawValue):\(id)", at: now)
    }

    private static func step(_ context: TransitionContext) throws -> TransitionContext.Result {
        let parts = context.subject.split(separator: ":")
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), let id = Int(parts[1]) else {
            return .done
        }
        // The empty piece of pool work lets the loop serve others between two slices.
        return .later({}) {
            guard try !isGone(kind, id, in: context.tenant) else { return }
            try context.tenant.schedule.add("deepopinion.removal.step", subject: context.subject, at: context.now)
        }
    }

    /// Removes a record while the client waits: for those that have no state that says that they are going.
    static func reply(_ kind: Kind, _ id: Int, _ call: Call) -> Reply {
        .slices { try isGone(kind, id, in: call.tenant) ? .done(.empty(204)) : .again }
    }

    /// Removes the next few hundred rows.
    ///
    /// - Returns: whether everything is gone.
    private static func isGone(_ kind: Kind, _ id: Int, in tenant: Tenant) throws -> Bool {
        for statement in pieces(of: kind) {
            try tenant.database.execute(statement, .int(id))
            guard tenant.database.changes == 0 else { return false }
        }
        try removeContents(of: kind, id, in: tenant)
        try tenant.database.execute(last(kind), .int(id))
        return true
    }

    /// Statements that each remove a few hundred rows, until there are none.
    private static func pieces(of kind: Kind) -> [SQL] {
        switch kind {
        case .project:
            // Segments, tags and memberships go with their documents.
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

    /// The record itself; small things that hang on it go with it.
    private static func last(_ kind: Kind) -> SQL {
        switch kind {
        case .project: "DELETE FROM studio_projects WHERE id = ?"
        case .group: "DELETE FROM studio_groups WHERE id = ?"
        case .session: "DELETE FROM studio_sessions WHERE id = ?"
        case .analysis: "DELETE FROM studio_analyses WHERE id = ?"
        case .model: "DELETE FROM studio_models WHERE id = ?"
        }
    }

    /// The bytes of files and models, which are kept apart from their rows.
    private static func removeContents(of kind: Kind, _ id: Int, in tenant: Tenant) throws {
        let queries: [SQL] =
            switch kind {
            case .project:
                [
                    "SELECT content FROM studio_files WHERE project = ?",
                    "SELECT content FROM studio_models WHERE project = ? AND content IS NOT NULL",
                ]
            case .model: ["SELECT content FROM studio_models WHERE id = ? AND content IS NOT NULL"]
            case .group, .session, .analysis: []
            }
        for query in queries {
            for key in try tenant.database.all(query, .int(id), read: { $0.text(0) }) {
                try tenant.files.remove(key)
            }
        }
    }
}
