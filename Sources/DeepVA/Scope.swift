// The records in the path of a request, for example a job or a stored object.

import Emulator
import Store

/// Scope resolvers by `x-scope` name.
enum Scope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "job": { call in _ = try Jobs.number(of: call.path("job_id"), in: call.database) },
        "storage": { call in
            let id = call.integer("storage_id")
            guard try call.database.exists("SELECT 1 FROM deepva_storage WHERE id = ?", .int(id)) else {
                throw Problem.unknownStorage
            }
        },
        "webhook": { call in
            let id = call.path("webhook_id")
            guard try call.database.exists("SELECT 1 FROM deepva_webhooks WHERE id = ?", .text(id)) else {
                throw Problem.unknownWebhook
            }
        },
        "transcript": { call in _ = try Transcripts.number(call) },
        "variant": { call in _ = try Variants.number(call) },
        "version": { call in _ = try Versions.number(call) },
        "batch": { call in
            guard try call.database.exists("SELECT 1 FROM deepva_batches WHERE id = ?", .text(call.path("batch_id")))
            else {
                throw Problem.unknownBatch
            }
        },
        "report": { call in
            guard try call.database.exists("SELECT 1 FROM deepva_reports WHERE id = ?", .text(call.path("report_id")))
            else {
                throw Problem.unknownReport
            }
        },
        "graph-import-format": GraphImports.checkFormat,
        "index-collection": { call in _ = try IndexCollections.number(call) },
        "dataset": { call in _ = try Datasets.number(of: call.path("dataset_id"), in: call.database) },
        "class": { call in _ = try Classes.number(call) },
        "image": { call in _ = try Images.number(call) },
        "training": { call in _ = try Trainings.number(call) },
        "model": { call in _ = try Models.number(call) },
        "dictionary": { call in _ = try Dictionaries.number(call) },
        "export": { call in _ = try Exports.number(call) },
    ]
}
