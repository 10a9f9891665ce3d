// Copying everything of a project but its documents.

import Emulator
import JSON
import Store
import System

/// A copy in progress. `studio_copies` maps the rows of the source to their copies, so that the work continues after a
/// restart.
struct ProjectCopier: LifecycleRecord {
    let source: Int
    /// The copy's number.
    let key: Int
    let name: String
    let user: Int?
    private let workspace: Int
    private let tenant: Tenant
    var database: Database { tenant.database }

    /// Nil when the copy or its source was deleted.
    init?(_ context: TransitionContext) throws {
        guard let copy = context.subject.number, let source = context.payload["source"]?.int,
            try context.database.exists("SELECT 1 FROM studio_projects WHERE id = ?", .int(source))
        else { return nil }
        let row = try context.database.first(
            "SELECT workspace, name, created_by FROM studio_projects WHERE id = ? AND status = 'CLONING'", .int(copy)
        ) { ($0.int(0), $0.text(1), $0.optionalInt(2)) }
        guard let row else { return nil }
        self.source = source
        key = copy
        (workspace, name, user) = row
        tenant = context.tenant
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(
            platform: DeepOpinion.id, operation: "cloneProject", id: String(key), sources: [name], tag: name)
    }

    // MARK: - Numbers

    /// Notes the number of a copy.
    func remember(_ kind: String, _ old: Int, _ new: Int) throws {
        try database.execute(
            "INSERT INTO studio_copies(project, kind, source, copy) VALUES (?, ?, ?, ?)", .int(key), .text(kind),
            .int(old), .int(new))
    }

    /// The number of a copy; nil when the record was not copied.
    func copied(_ kind: String, _ old: Int?) throws -> Int? {
        guard let old else { return nil }
        return try database.scalarInt(
            "SELECT copy FROM studio_copies WHERE project = ? AND kind = ? AND source = ?", .int(key), .text(kind),
            .int(old))
    }

    /// A JSON array of numbers with each number replaced by that of its copy.
    private func copied(_ kind: String, json: String) throws -> SQLValue {
        let numbers = try JSON(parsing: json).array ?? []
        let copies = try numbers.compactMap { number in
            guard let old = number.int else { return number }
            return try copied(kind, old).map { JSON.int($0) }
        }
        return .text(JSON.array(copies).description)
    }

    // MARK: - Models

    /// The file of a model, to be copied on the thread pool.
    struct ModelFile: Sendable {
        let model: Int
        let payload: Payload
        let pending: FileStore.PendingFile
    }

    /// The files of the project's models.
    func modelFiles() throws -> [ModelFile] {
        let models = try database.all(
            "SELECT id, content FROM studio_models WHERE project = ? AND content IS NOT NULL", .int(source)
        ) { (id: $0.int(0), content: $0.text(1)) }
        return try models.compactMap { model in
            try tenant.files.payload(model.content).map {
                ModelFile(model: model.id, payload: $0, pending: tenant.files.pendingFile())
            }
        }
    }

    /// Copies everything but documents. Records that transitions are still working on are left out.
    ///
    /// - Parameter contents: the keys of the copied files by model.
    func copyRecords(contents: [Int: String]) throws {
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
            """, .int(key), .int(source))
        try database.execute(
            "INSERT OR IGNORE INTO studio_labels(project, name) SELECT ?, name FROM studio_labels WHERE project = ? ORDER BY id",
            .int(key), .int(source))
        for (kind, table) in [("classes", "studio_classes"), ("labels", "studio_labels")] as [(String, SQL)] {
            try database.execute(
                """
                INSERT INTO studio_copies(project, kind, source, copy) SELECT ?1, ?2, o.id, c.id
                FROM \(table) o JOIN \(table) c ON c.project = ?1 AND c.name = o.name WHERE o.project = ?3
                """, .int(key), .text(kind), .int(source))
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
                    "uuid": .text(tenant.identifiers.uuid()), "workspace": .int(workspace), "project": .int(key),
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
                "groups", group, rows.copy(group, ["project": .int(key), "document_count": 0, "next_position": 0]))
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
                    "uuid": .text(tenant.identifiers.uuid()), "project": .int(key),
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
            """, .int(key))
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
                    "uuid": .text(tenant.identifiers.uuid()), "workspace": .int(workspace), "project": .int(key),
                    "model": .int(model), "group_id": .optional(copied("groups", analysis.group)),
                    "document_count": 0, "next_position": 0,
                ])
            try remember("analyses", analysis.id, new)
        }
    }
}
