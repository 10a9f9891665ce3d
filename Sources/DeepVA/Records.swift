// What DeepVA's operations create, and how its ids look.

import Emulator
import Store

/// Records by the operation that creates them (`x-creates`).
enum Records {
    static let kinds: [String: RecordKind] = [
        "createBatch": .uuid(in: "deepva_batches"),
        "createBatchReport": .uuid(in: "deepva_reports"),
        "createClass": .uuid(in: "deepva_classes"),
        "createDataset": .uuid(in: "deepva_datasets"),
        "createDictionary": .uuid(in: "deepva_dictionaries"),
        "createExport": .uuid(in: "deepva_exports"),
        "createImage": .uuid(in: "deepva_images"),
        "createJob": .uuid(taken: "SELECT 1 FROM deepva_jobs WHERE id_rank = uuid_rank(?)"),
        "createGraphImport": .uuid(in: "deepva_graph_imports"),
        "createTraining": .uuid(in: "deepva_trainings"),
        "createTranscript": .uuid(in: "deepva_transcripts"),
        "createVariant": .uuid(in: "deepva_variants"),
        "createVersion": .uuid(in: "deepva_versions"),
        "createWebhook": .uuid(in: "deepva_webhooks"),
        "uploadStorage": storage,
    ]

    static let storage: RecordKind = .alphanumeric(
        20, taken: "SELECT 1 FROM deepva_storage WHERE url = 'storage://' || ?")
}
