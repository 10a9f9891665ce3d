// What the transitions of a report read.

import Emulator
import Store

/// A report and the batch that it is about.
struct ReportInput: LifecycleRecord {
    let key: Int
    let id: String
    let batchID: String

    init?(_ context: TransitionContext) throws {
        let found = try context.database.first(
            "SELECT seq, batch_id FROM deepva_reports WHERE id = ?", .text(context.subject.text)
        ) { ($0.int(0), $0.text(1)) }
        guard let found else { return nil }
        id = context.subject.text
        (key, batchID) = found
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(platform: DeepVA.id, operation: "createBatchReport", id: id, sources: [batchID])
    }
}
