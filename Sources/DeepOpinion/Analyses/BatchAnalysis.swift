// A batch analysis, as its transitions see it.

import Emulator
import Store

/// An analysis that runs in the background.
struct BatchAnalysis: LifecycleRecord {
    let key: Int
    let name: String
    let model: Int
    /// The project that holds the documents, if any.
    let project: Int?
    let group: Int
    private let groupName: String
    let user: Int?

    /// Nil when the analysis was deleted.
    init?(_ context: TransitionContext) throws {
        guard let id = context.subject.number else { return nil }
        let row = try context.database.first(
            """
            SELECT a.name, a.model, a.project, a.group_id, g.name, a.created_by FROM studio_analyses a
            JOIN studio_groups g ON g.id = a.group_id WHERE a.id = ?
            """, .int(id)
        ) { ($0.text(0), $0.int(1), $0.optionalInt(2), $0.int(3), $0.text(4), $0.optionalInt(5)) }
        guard let row else { return nil }
        key = id
        (name, model, project, group, groupName, user) = row
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(
            platform: DeepOpinion.id, operation: "createAnalysis", id: String(key), sources: [groupName], tag: name)
    }
}
