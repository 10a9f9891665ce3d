// DeepVA: the table of contents. Storage, the jobs that mine what is stored, and the datasets that models learn from.

import Emulator

/// DeepVA: the whole platform.
public enum DeepVA {
    /// The platform's id.
    static let id = "deepva"

    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: id,
        hosts: ["api.deepva.com"],
        dialect: Dialect(),
        stages: [.authenticate, .scope, .authorise, .validate],
        credential: Authentication.credential,
        authenticate: Authentication.authenticate,
        authorise: Authentication.authorise,
        scopes: Scope.resolvers,
        queues: [JobTransitions.queue, TrainingTransitions.queue.name, ExportTransitions.queue.name],
        handlers: [
            Storage.handlers, Jobs.handlers, JobResults.handlers, JobArtifacts.handlers,
            Datasets.handlers, Classes.handlers, Images.handlers, Clusters.handlers, Trainings.handlers,
            Models.handlers, Dictionaries.handlers, Exports.handlers, ExportArtifacts.handlers,
            Webhooks.handlers, Transcripts.handlers, Variants.handlers, Versions.handlers, Paragraphs.handlers,
            KnowledgeGraph.handlers, GraphImports.handlers, Batches.handlers, Reports.handlers,
            IndexCollections.handlers, IndexedIdentities.handlers,
        ],
        transitions: [
            JobTransitions.transitions, JobArtifacts.transitions,
            TrainingTransitions.transitions, Dictionaries.transitions, ExportTransitions.transitions,
            ExportArtifacts.transitions,
            GraphImports.transitions, ReportTransitions.transitions,
        ],
        provision: { tenant in
            try Models.seed(tenant)
            try IndexCollections.seed(tenant)
            try ShippedDictionary.seed(tenant)
        })
}
