// What the transitions of a job read.

import Emulator
import JSON
import Store

/// A job and its parameters.
struct JobInput: LifecycleRecord {
    let key: Int
    let id: String
    let tag: String
    let sources: [String]
    let modules: JSON
    /// Seconds after its end until it is deleted; nil for never.
    let ttl: Int?

    init?(_ context: TransitionContext) throws {
        let found = try context.database.first(
            "SELECT seq, tag, sources_json, modules_text, ttl FROM deepva_jobs WHERE \(Jobs.hasID)",
            .text(context.subject.text)
        ) { row in
            (
                row.int(0), row.text(1), try JSON(parsing: row.text(2)), try ModulesText.modules(of: row.text(3)),
                row.optionalInt(4)
            )
        }
        guard let found else { return nil }
        id = context.subject.text
        key = found.0
        tag = found.1
        sources = found.2.array?.compactMap(\.string) ?? []
        modules = found.3
        ttl = found.4
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(platform: DeepVA.id, operation: "createJob", id: id, sources: sources, tag: tag)
    }
}
