// Ends set beforehand: which record ends how.

import Emulator
import JSON

/// Outcomes of the tenant that the request chooses.
enum OutcomeRecords {
    static let handlers: [String: Handler] = [
        "createOutcome": create,
        "listOutcomes": list,
        "deleteOutcomes": deleteAll,
    ]

    private static func create(_ call: Call) throws -> Reply {
        if let operation = call.body["operation"]?.string, let platform = call.body["platform"]?.string,
            call.emulator.catalogue.operation(named: "\(platform)/\(operation)") == nil
        {
            throw Problem.badRequest("operation: \(platform) has no operation \(operation).", field: "operation")
        }
        let times = call.body["times"]?.int ?? call.body["match"]?["next"]?.int
        let id = try call.tenant.outcomes.add(call.body, platform: call.body["platform"]?.string ?? "", times: times)
        return .json(record(id: id, definition: call.body, remaining: times), status: 201)
    }

    private static func list(_ call: Call) throws -> Reply {
        .json([
            "outcomes": .array(
                try call.tenant.outcomes.all().map {
                    record(id: $0.id, definition: $0.definition, remaining: $0.remaining)
                })
        ])
    }

    private static func deleteAll(_ call: Call) throws -> Reply {
        try call.tenant.outcomes.removeAll()
        return .empty(204)
    }

    /// An outcome with its number in front and what is left of it behind.
    private static func record(id: Int, definition: JSON, remaining: Int?) -> JSON {
        var record: JSONObject = ["id": .int(id)]
        for (key, value) in definition.object ?? [:] { record[key] = value }
        record["remaining"] = remaining.map(JSON.int) ?? .null
        return .object(record)
    }
}
