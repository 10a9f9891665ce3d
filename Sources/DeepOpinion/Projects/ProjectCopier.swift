// The pieces of work of copying a project.

import Emulator
import JSON
import Store
import System

/// One clone under way. Which row became which stands in `studio_copies`, so that a restart goes on in the middle.
struct ProjectCopier {
    let source: Int
    let copy: Int
    private let workspace: Int
    private let tenant: Tenant
    private var database: Database { tenant.database }

    /// Nil when the copy or its source has gone.
    init?(_ context: TransitionContext) throws {
        guard let copy = Int(context.subject), let source = context.payload["source"]?.int,
            try context.database.exists("SELECT 1 FROM studio_projects WHERE id = ?", .int(source)),
            let workspace = try context.database.scalarInt(
                "SELECT workspace FROM studio_projects WHERE id = ? AND status = 'CLONING'", .int(copy))
        else { return nil }
        self.source = source
        self.copy = copy
        self.workspace = workspace
        tenant = context.tenant
    }

    // MARK: - Numbers

    private func remember(_ kind: String, _ old: Int, _ new: Int) throws {
        try database.execute(
            "INSERT INTO studio_copies(project, kind, source, copy) VALUES (?, ?, ?, ?)", .int(copy), .text(kind),
            .int(old), .int(new))
    }

    private func copied(_ kind: String, _ old: Int?) throws -> Int? {
        guard let old else { return nil }
        return try database.scalarInt(
            "SELECT copy FROM studio_copies WHERE project = ? AND kind = ? AND source = ?", .int(copy), .text(kind),
            .int(old))
    }

    /// A JSON array of numbers with every number replaced by its copy's.
    private func copied(_ kind: String, json: String) throws -> SQLValue {
        let numbers = try JSON(parsing: json).array ?? []
        let copies = try numbers.compactMap { number in
            guard let old = number.int else { return number }
            return try copied(kind, old).map { JSON.int($0) }
        }
        return .text(JSON.array(copies).description)
    }

    // MARK: - Models

    /// The bytes of a model, on their way to a place of their own.
    struct Archive: Sendable {
        let model: Int
        let payload: Payload
        let pending: FileStore.PendingFile
    }

    /// The bytes of the project's models, to be copied on the thread pool.
    func archives() throws -> [Archive] {
        let models = try database.all(
            "SELECT id, content FROM studio_models WHERE project = ? AND content IS NOT NULL", .int(source)
        ) { (id: $0.int(0), content: $0.text(1)) }
        return try models.compactMap { model in
            try tenant.files.payload(model.content).map {
                Archive(model: model.id, payload: $0, pending: tenant.files.pendingFile())
            }
        }
    }

    // MARK: - Small things

    /// Copies everything but documents. What is still in the making is left out: its makers know only the original.
    ///
    /// - Parameter contents: the new keys of the bytes of models.
    func copySmallThings(contents: [Int: String]) throws {
        try copyNames()
        try copyModels(contents)
        try copyGroups()
        try copySessions()
        try copyAnalyses()
        try copyHitls()
    }

    private func copyNames() throws {
        try database.execute(
            """
            INSERT OR IGNORE INTO studio_classes(project, name, example, description)
            SELECT ?, name, example, description FROM studio_classes WHERE project = ? ORDER BY id
            """, .int(copy), .int(source))
        try database.execute(
            "INSERT OR IGNORE INTO studio_labels(project, name) SELECT ?, name FROM studio_labels WHERE project = ? ORDER BY id",
            .int(copy), .int(source))
        for (kind, table) in [("classes", "studio_classes"), ("labels", "studio_labels")] as [(String, SQL)] {
            try database.execute(
                """
                INSERT INTO studio_copies(project, kind, source, copy) SELECT ?1, ?2, o.id, c.id
                FROM \(table) o JOIN \(table) c ON c.project = ?1 AND c.name = o.name WHERE o.project = ?3
                """, .int(copy), .text(kind), .int(source))
        }
    }

    private func copyModels(_ contents: [Int: String]) throws {
        let rows = try RowCopy(
            "studio_models", changing: ["uuid", "workspace", "project", "name", "content"], database)
        let models = try database.all(
            """
            SELECT id, name FROM studio_models WHERE project = ? AND status NOT IN ('CREATED', 'QUEUED', 'TRAINING')
            ORDER BY id
            """, .int(source)
        ) { (id: $0.int(0), name: $0.text(1)) }
        for model in models {
            let name = try ProjectTransfer.freeModelName(model.name, in: workspace, database)
            let new = try rows.copy(
                model.id,
                [
                    "uuid": .text(tenant.identifiers.uuid()), "workspace": .int(workspace), "project": .int(copy),
                    "name": .text(name), "content": .optional(contents[model.id]),
                ])
            try remember("models", model.id, new)
        }
    }

    private func copyGroups() throws {
        let rows = try RowCopy(
            "studio_groups", changing: ["project", "document_count", "next_position"], database)
        let groups = try database.all(
            "SELECT id FROM studio_groups WHERE project = ? AND status IN ('CREATED', 'FAILED') ORDER BY id",
            .int(source)
        ) { $0.int(0) }
        for group in groups {
            try remember(
                "groups", group, rows.copy(group, ["project": .int(copy), "document_count": 0, "next_position": 0]))
        }
    }

    private func copySessions() throws {
        let rows = try RowCopy(
            "studio_sessions",
            changing: [
                "uuid", "project", "status", "group_id", "model", "classes_json", "labels_json", "document_count",
                "next_position",
            ], database)
        let sessions = try database.all(
            """
            SELECT id, status, group_id, model, classes_json, labels_json FROM studio_sessions
            WHERE project = ? AND status <> 'DELETING' ORDER BY id
            """, .int(source)
        ) { row in
            (
                id: row.int(0), status: row.text(1), group: row.optionalInt(2), model: row.optionalInt(3),
                classes: row.text(4), labels: row.text(5)
            )
        }
        for session in sessions {
            let isStarting = ["CREATED", "SAMPLING", "PREDICTING"].contains(session.status)
            let new = try rows.copy(
                session.id,
                [
                    "uuid": .text(tenant.identifiers.uuid()), "project": .int(copy),
                    "status": .text(isStarting ? "STARTED" : session.status),
                    "group_id": .optional(copied("groups", session.group)),
                    "model": .optional(copied("models", session.model)),
                    "classes_json": copied("classes", json: session.classes),
                    "labels_json": copied("labels", json: session.labels), "document_count": 0, "next_position": 0,
                ])
            try remember("sessions", session.id, new)
        }
        try database.execute(
            """
            INSERT INTO studio_model_sessions(model, session, role) SELECT m.copy, s.copy, x.role
            FROM studio_copies m JOIN studio_model_sessions x ON x.model = m.source
            JOIN studio_copies s ON s.project = m.project AND s.kind = 'sessions' AND s.source = x.session
            WHERE m.project = ? AND m.kind = 'models'
            """, .int(copy))
    }

    private func copyAnalyses() throws {
        let rows = try RowCopy(
            "studio_analyses",
            changing: ["uuid", "workspace", "project", "model", "group_id", "document_count", "next_position"], database
        )
        let analyses = try database.all(
            """
            SELECT id, model, group_id FROM studio_analyses WHERE project = ? AND status IN ('FINISHED', 'FAILED')
            ORDER BY id
            """, .int(source)
        ) { (id: $0.int(0), model: $0.int(1), group: $0.optionalInt(2)) }
        for analysis in analyses {
            guard let model = try copied("models", analysis.model) else { continue }
            let new = try rows.copy(
                analysis.id,
                [
                    "uuid": .text(tenant.identifiers.uuid()), "workspace": .int(workspace), "project": .int(copy),
                    "model": .int(model), "group_id": .optional(copied("groups", analysis.group)),
                    "document_count": 0, "next_position": 0,
                ])
            try remember("analyses", analysis.id, new)
        }
    }

    private func copyHitls() throws {
        let hitls = try RowCopy("studio_hitls", changing: ["project", "model"], database)
        for (id, model) in try database.all(
            "SELECT id, model FROM studio_hitls WHERE project = ? ORDER BY id", .int(source),
            read: { ($0.int(0), $0.optionalInt(1)) })
        {
            try remember(
                "hitls", id, hitls.copy(id, ["project": .int(copy), "model": .optional(copied("models", model))]))
        }
        let tasks = try RowCopy("studio_tasks", changing: ["project"], database)
        for id in try database.all(
            "SELECT id FROM studio_tasks WHERE project = ? ORDER BY id", .int(source), read: { $0.int(0) })
        {
            try remember("tasks", id, tasks.copy(id, ["project": .int(copy)]))
        }
        let reviews = try RowCopy("studio_hitl_reviews", changing: ["hitl", "task"], database)
        for (id, hitl, task) in try database.all(
            """
            SELECT r.id, r.hitl, r.task FROM studio_hitl_reviews r JOIN studio_hitls h ON h.id = r.hitl
            WHERE h.project = ? ORDER BY r.id
            """, .int(source), read: { ($0.int(0), $0.int(1), $0.int(2)) })
        {
            guard let hitl = try copied("hitls", hitl), let task = try copied("tasks", task) else { continue }
            _ = try reviews.copy(id, ["hitl": .int(hitl), "task": .int(task)])
        }
    }

    // MARK: - Documents

    /// Copies some documents with segments, tags and memberships.
    ///
    /// - Returns: the ordinal to go on from; nil when there are no more.
    func copyDocuments(from ordinal: Int, limit: Int) throws -> Int? {
        let found = try database.all(
            "SELECT id, ordinal FROM studio_documents WHERE project = ? AND ordinal >= ? ORDER BY ordinal LIMIT ?",
            .int(source), .int(ordinal), .int(limit)
        ) { (id: $0.int(0), ordinal: $0.int(1)) }
        let documents = try RowCopy("studio_documents", changing: ["id", "project"], database)
        let segments = try RowCopy("studio_segments", changing: ["document"], database)
        for (id, _) in found {
            let new = try documents.copy(
                id, ["id": .int(DocumentRows.newNumber(database)), "project": .int(copy)])
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
            """, .int(copy), .int(document), .int(new), .int(old))
        try database.execute(
            """
            INSERT INTO studio_session_segments(session, segment, annotated)
            SELECT s.copy, ?2, x.annotated FROM studio_session_segments x
            JOIN studio_copies s ON s.project = ?1 AND s.kind = 'sessions' AND s.source = x.session WHERE x.segment = ?3
            """, .int(copy), .int(new), .int(old))
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
        for statement in statements { try database.execute(statement, .int(copy), .int(new), .int(old)) }
    }
}
