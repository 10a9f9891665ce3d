// A model in training, as its transitions see it.

import Emulator
import Store

/// A model that learns from the sessions of a project.
struct TrainedModel: LifecycleRecord {
    let key: Int
    let project: Int
    let displayName: String
    let type: TaskType
    let user: Int?

    /// Nil when the model was deleted.
    init?(_ context: TransitionContext) throws {
        guard let id = context.subject.number else { return nil }
        let row = try context.database.first(
            "SELECT project, display_name, type, created_by FROM studio_models WHERE id = ?", .int(id)
        ) { (project: $0.optionalInt(0), name: $0.text(1), type: $0.text(2), user: $0.optionalInt(3)) }
        guard let row, let project = row.project, let type = TaskType(rawValue: row.type) else { return nil }
        key = id
        self.project = project
        displayName = row.name
        self.type = type
        user = row.user
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(platform: DeepOpinion.id, operation: "trainModel", id: String(key), tag: displayName)
    }
}
