// DeepVA: the table of contents. Storage, and the jobs that mine what is stored.

import Emulator

/// DeepVA (specification: jobs, storage, knowledge graph, batches, reports, index collections).
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
        handlers: [
            Storage.handlers, Jobs.handlers, JobResults.handlers, JobArtifacts.handlers,
            Webhooks.handlers, Transcripts.handlers, Variants.handlers, Versions.handlers, Paragraphs.handlers,
            KnowledgeGraph.handlers, GraphImports.handlers, Batches.handlers, Reports.handlers,
            IndexCollections.handlers, IndexedIdentities.handlers,
        ],
        transitions: [
            JobLife.transitions, JobArtifacts.transitions,
            GraphImports.transitions, ReportLife.transitions,
        ],
        seed: { tenant in
            try IndexCollections.seed(tenant)
        })
}
