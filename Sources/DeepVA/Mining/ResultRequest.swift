// What the results of a job are made from.

import Emulator
import JSON

/// What results are made from.
struct ResultRequest: Sendable {
    /// The job's sources.
    let sources: [JobMedia]
    /// Module id to parameters.
    let modules: JSON
    /// What the models of your own know, by module.
    let knowledge: [String: ModelKnowledge]
    /// For generators that depend on the tenant's seed.
    let identifiers: Identifiers
    /// Seconds since 1970 that archives and documents carry as their time.
    let modified: Int
}
