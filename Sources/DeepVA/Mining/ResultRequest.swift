// What the results of a job depend on.

import Emulator
import JSON

/// The input of ``JobOutput``.
struct ResultRequest: Sendable {
    /// The job's sources.
    let sources: [JobMedia]
    /// Parameters by module id.
    let modules: JSON
    /// What your own models know, by module.
    let knowledge: [String: ModelKnowledge]
    /// The source of generators that depend on the tenant's seed.
    let identifiers: Identifiers
    /// The time of archives and documents, in seconds since 1970.
    let modified: Int
}
