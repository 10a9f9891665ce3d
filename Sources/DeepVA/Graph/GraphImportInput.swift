// What the transitions of an import into the knowledge graph read.

import Emulator
import Store

/// An import into the knowledge graph.
struct GraphImportInput: LifecycleRecord {
    let key: Int
    let id: String
    /// Whether names are looked up in texts.
    let findsNames: Bool

    init?(_ context: TransitionContext) throws {
        let found = try context.database.first(
            "SELECT seq, apply_ner FROM deepva_graph_imports WHERE id = ?", .text(context.subject.text)
        ) { ($0.int(0), $0.bool(1)) }
        guard let found else { return nil }
        id = context.subject.text
        (key, findsNames) = found
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(platform: DeepVA.id, operation: "createGraphImport", id: id)
    }
}
