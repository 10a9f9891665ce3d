// What the transitions of an export read.

import Emulator
import Store

/// An export and the dataset that it packs.
struct ExportInput: LifecycleRecord {
    let key: Int
    let id: String
    let datasetID: String
    let strategy: String
    let created: Instant

    init?(_ context: TransitionContext) throws {
        let found = try context.database.first(
            "SELECT seq, dataset_id, strategy, created FROM deepva_exports WHERE id = ?",
            .text(context.subject.text)
        ) { ($0.int(0), $0.text(1), $0.text(2), Instant(microseconds: $0.int(3))) }
        guard let found else { return nil }
        id = context.subject.text
        (key, datasetID, strategy, created) = found
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(platform: DeepVA.id, operation: "createExport", id: id, sources: [datasetID], tag: strategy)
    }
}
