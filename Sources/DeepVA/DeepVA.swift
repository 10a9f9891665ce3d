// The parts of DeepVA: storage, the jobs that mine stored files, and the datasets that models learn from.

import Emulator
import JSON

/// DeepVA.
public enum DeepVA {
    /// The platform's id.
    static let id = "deepva"

    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: id,
        hosts: ["api.deepva.com"],
        unknownPaths: ["/api/v1", "/v1", "/api/v2/storage", "/api/v2/dictionaries"],
        dialect: Dialect(),
        credential: Authentication.secret.secret,
        challenges: [Authentication.secret.scheme],
        authenticate: Authentication.secret.caller,
        authorise: Authentication.authorise,
        scopes: [Scope.scopes],
        settings: Settings.deepVA,
        printsAllPageLinks: { $0.printsAllPageLinks },
        firstCredentials: { tenant in
            let key = FirstCredentials.secret("demo-key", tenant: tenant)
            return FirstCredentials(
                callers: [Caller(secret: key, access: .full, clientIDs: [])], shown: ["key": .string(key)])
        },
        handlers: [
            Storage.handlers, Jobs.handlers, JobResults.handlers, JobArtifacts.handlers,
            Datasets.handlers, Classes.handlers, Images.handlers, Clusters.handlers, Trainings.handlers,
            Models.handlers, Dictionaries.handlers, Exports.handlers, ExportArtifacts.handlers,
            Webhooks.handlers, Transcripts.handlers, Variants.handlers, Versions.handlers, Paragraphs.handlers,
            KnowledgeGraph.handlers, GraphImports.handlers, Batches.handlers, Reports.handlers,
            IndexCollections.handlers, IndexedIdentities.handlers,
        ],
        records: Records.kinds,
        lifecycles: [
            JobTransitions.lifecycle, TrainingTransitions.lifecycle, ExportTransitions.lifecycle,
            ReportTransitions.lifecycle, GraphImportTransitions.lifecycle, DictionaryTransitions.lifecycle,
        ],
        transitions: [[JobArtifacts.artifacts.expiry, ExportArtifacts.artifacts.expiry]],
        provision: { tenant in
            try Models.seed(tenant)
            try IndexCollections.seed(tenant)
            try ShippedDictionary.seed(tenant)
        })
}
