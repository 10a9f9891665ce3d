// Models: the pre-trained ones of every tenant, and the results of trainings.

import Crypto
import Emulator
import JSON
import Store

/// Models (specification, section 4).
enum Models {
    static let handlers: [String: Handler] = [
        "listModels": list,
        "getModel": get,
        "deleteModel": delete,
    ]

    /// Name, type and description of the pre-trained models.
    private static let shipped: [(name: String, type: String, description: String)] = [
        ("celebrities", "face", "Well-known people, by face and voice."),
        ("general", "object", "Things and scenes, older selection."),
        ("general-a", "object", "Things and scenes, small selection."),
        ("general-b", "object", "Things and scenes, medium selection."),
        ("general-c", "object", "Things and scenes, large selection."),
        ("zero-shot", "object", "Things and scenes in your own words."),
        ("general-b", "landmark", "Buildings and places."),
    ]

    /// Whether there is a pre-trained model with a name.
    static func isShipped(_ name: String, type: String) -> Bool {
        shipped.contains { $0.name == name && $0.type == type }
    }

    /// Adds the pre-trained models to a new tenant.
    @Sendable static func seed(_ tenant: Tenant) throws {
        for model in shipped {
            // Fixed ids, so that the ids of later records do not depend on the number of models.
            var generator = tenant.identifiers.generator(for: ["model", model.type, model.name])
            try tenant.database.execute(
                """
                INSERT INTO deepva_models(id, name, type, description, created, updated, is_public)
                VALUES (?, ?, ?, ?, ?, ?, 1)
                """,
                .text(generator.uuid()), .text(model.name), .text(model.type), .text(model.description),
                .int(tenant.now.microseconds), .int(tenant.now.microseconds))
        }
    }

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_models'")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(ModelRecord.columns) FROM deepva_models ORDER BY seq LIMIT ? OFFSET ?",
                .int(call.page.limit), .int(call.page.offset)
            ) { try ModelRecord.write($0, in: call.database, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        let reply = try call.database.first(
            "SELECT \(ModelRecord.columns) FROM deepva_models WHERE seq = ?", .int(number(call))
        ) { row in
            try Reply.json { try ModelRecord.write(row, in: call.database, into: &$0) }
        }
        guard let reply else { throw Problem.unknownModel }
        return reply
    }

    private static func delete(_ call: Call) throws -> Reply {
        let number = try number(call)
        guard try !call.database.exists("SELECT 1 FROM deepva_models WHERE seq = ? AND is_public = 1", .int(number))
        else { throw Problem.publicModel }
        try call.database.execute("DELETE FROM deepva_models WHERE seq = ?", .int(number))
        return .json(["message": "Model has been deleted"])
    }

    /// The row number of the model in the path.
    ///
    /// - Throws: ``Problem`` 404 when there is none.
    static func number(_ call: Call) throws -> Int {
        let number = try call.database.scalarInt(
            "SELECT seq FROM deepva_models WHERE id = ?", .text(call.path("model_id")))
        guard let number else { throw Problem.unknownModel }
        return number
    }
}
