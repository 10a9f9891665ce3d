// Trainings: creation, lists, single ones and their deletion.

import Emulator
import JSON
import Store

/// Trainings (specification, section 4). ``TrainingTransitions`` works on them.
enum Trainings {
    static let handlers: [String: Handler] = [
        "listTrainings": list,
        "createTraining": create,
        "getTraining": get,
        "deleteTraining": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_trainings'")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(TrainingRecord.columns) FROM deepva_trainings ORDER BY seq LIMIT ? OFFSET ?",
                .int(call.page.limit), .int(call.page.offset)
            ) { try TrainingRecord.write($0, call, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, number: number(call))
    }

    private static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let name = body["output_model_name"]?.string ?? ""
        guard !name.contains("==") else {
            throw Problem.badRequest(
                "output_model_name: must not contain ==, which separates name and version.", field: "output_model_name")
        }
        let source = body["source_dataset_id"]?.string ?? ""
        guard let dataset = try TrainingDataset(source, call) else {
            throw Problem.noDataset(source, field: "source_dataset_id")
        }
        guard !Models.isShipped(name, type: dataset.type) else {
            throw Problem.badRequest(
                "output_model_name: there already is a pre-trained model \(name).", field: "output_model_name")
        }
        let id = call.tenant.identifiers.uuid()
        try call.database.execute(
            """
            INSERT INTO deepva_trainings(id, type, state, created, dataset_id, dataset_json, images, model_name,
                config_json, description, changelog)
            VALUES (?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(id), .text(dataset.type), .int(call.now.microseconds), .text(source),
            .text(dataset.text), .int(dataset.images), .text(name), .text((body["config"] ?? [:]).description),
            .text(body["output_model_description"]?.string ?? ""), .text(body["output_model_changelog"]?.string ?? ""))
        let number = call.database.lastInsertedRow
        try TrainingTransitions.lifecycle.start(.id(id), in: call.tenant, at: call.now)
        return try reply(call, number: number, as: .exact)
    }

    private static func delete(_ call: Call) throws -> Reply {
        let lifecycle = TrainingTransitions.lifecycle
        try lifecycle.remove(number(call), subject: .id(call.path("training_id")), from: call.tenant)
        try lifecycle.fillQueue(in: call.tenant, at: call.now)
        return .json(["message": "Training has been deleted"])
    }

    // MARK: - Rows

    /// The row number of the training in the path.
    ///
    /// - Throws: ``Problem`` 404 when there is none.
    static func number(_ call: Call) throws -> Int {
        let number = try call.database.scalarInt(
            "SELECT seq FROM deepva_trainings WHERE id = ?", .text(call.path("training_id")))
        guard let number else { throw Problem.unknownTraining }
        return number
    }

    private static func reply(_ call: Call, number: Int, as precision: TimePrecision = .milliseconds) throws -> Reply {
        let reply = try call.database.first(
            "SELECT \(TrainingRecord.columns) FROM deepva_trainings WHERE seq = ?", .int(number)
        ) { row in
            try Reply.json(status: precision == .exact ? 201 : 200) {
                try TrainingRecord.write(row, call, as: precision, into: &$0)
            }
        }
        guard let reply else { throw Problem.unknownTraining }
        return reply
    }
}
