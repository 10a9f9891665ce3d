// What the path of a request names: a job, a stored object.

import Emulator

/// Scope resolvers by `x-scope` name.
enum Scope {
    static let resolvers: [String: @Sendable (Call) throws -> Void] = [
        "job": { call in _ = try Jobs.number(of: call.path("job_id"), in: call.database) },
        "storage": { call in
            let id = call.integer("storage_id")
            guard try call.database.exists("SELECT 1 FROM deepva_storage WHERE id = ?", .int(id)) else {
                throw Problem.unknownStorage
            }
        },
        "dataset": { call in _ = try Datasets.number(of: call.path("dataset_id"), in: call.database) },
        "class": { call in _ = try Classes.number(call) },
        "image": { call in _ = try Images.number(call) },
        "training": { call in _ = try Trainings.number(call) },
        "model": { call in _ = try Models.number(call) },
        "dictionary": { call in _ = try Dictionaries.number(call) },
        "export": { call in _ = try Exports.number(call) },
    ]
}
