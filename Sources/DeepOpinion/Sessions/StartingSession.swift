// A session that is being prepared, as its transitions see it.

import Emulator
import Store

/// A labeling or correction session before people work on it.
struct StartingSession: LifecycleRecord {
    let key: Int
    let project: Int
    let isCorrection: Bool
    let name: String
    let user: Int?
    let group: Int?
    let model: Int?
    let sampleSize: Int?

    /// Nil when the session was deleted or is being deleted.
    init?(_ context: TransitionContext) throws {
        guard let id = context.subject.number else { return nil }
        let row = try context.database.first(
            """
            SELECT project, mode = 'CORRECTION', name, created_by, group_id, model, sample_size FROM studio_sessions
            WHERE id = ? AND status <> 'DELETING'
            """, .int(id)
        ) { row in
            (
                row.int(0), row.bool(1), row.text(2), row.optionalInt(3), row.optionalInt(4), row.optionalInt(5),
                row.optionalInt(6)
            )
        }
        guard let row else { return nil }
        key = id
        (project, isCorrection, name, user, group, model, sampleSize) = row
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(
            platform: DeepOpinion.id, operation: isCorrection ? "createCorrection" : "createLabelingSession",
            id: String(key), tag: name)
    }

    /// The documents that the session is made from: those that its group has had from the start, else of its project. A
    /// group that is PROCESSING when nothing is imported any more gets its documents from the session.
    func source(_ database: Database) throws -> DocumentList {
        let group = try group.flatMap {
            try database.scalarInt("SELECT id FROM studio_groups WHERE id = ? AND status <> 'PROCESSING'", .int($0))
        }
        return try group.map { try .group($0, database) } ?? .project(project, database)
    }
}
