// A document group whose documents are still to be imported, as its transitions see it.

import Emulator
import Store

/// A group in the status PROCESSING.
struct ProcessedGroup: LifecycleRecord {
    let key: Int
    let name: String
    let user: Int?

    /// Nil when the group was deleted, or is not PROCESSING.
    init?(_ context: TransitionContext) throws {
        guard let id = context.subject.number, let group = try GroupRecord.find(id, context.database),
            group.status == "PROCESSING"
        else { return nil }
        key = id
        name = group.name
        user = group.user
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(
            platform: DeepOpinion.id, operation: "createGroup", id: String(key), sources: [name], tag: name)
    }
}
