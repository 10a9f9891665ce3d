// Outcomes that test authors set in advance: how records will end.

import Contract
import Emulator
import JSON

/// The outcomes of the selected tenant.
enum Outcomes {
    static let handlers: [String: Handler] = [
        "createOutcome": create,
        "listOutcomes": list,
        "deleteOutcomes": deleteAll,
    ]

    private static func create(_ call: Call) throws -> Reply {
        try check(call)
        let times = call.body["times"]?.int ?? call.body["match"]?["next"]?.int
        let id = try call.tenant.outcomes.add(call.body, platform: call.body["platform"]?.string ?? "", times: times)
        return .json(record(id: id, definition: call.body, remaining: times), status: 201)
    }

    /// Refuses outcomes that could never apply: operations whose records do not end later, results that no answer can
    /// show.
    private static func check(_ call: Call) throws {
        try PlatformName.check(call.body["platform"], field: "platform", in: call)
        let platform = call.body["platform"]?.string ?? ""
        let ending = try call.emulator.catalogue.operations.filter { $0.platform == platform }
            .compactMap { operation in
                try call.emulator.contracts.outcomeContract(operation).map { (id: operation.id, result: $0.result) }
            }
        var candidates = ending
        if let operation = call.body["operation"]?.string {
            candidates = ending.filter { $0.id == operation }
            guard !candidates.isEmpty else {
                let isKnown = call.emulator.catalogue.operation(named: "\(platform)/\(operation)") != nil
                let reason =
                    isKnown
                    ? "the records of \(operation) do not end later" : "\(platform) has no operation \(operation)"
                let names = ending.map(\.id)
                let hint = isKnown ? "" : Misspelling.hint(for: operation, among: names)
                throw Problem.badRequest(
                    "operation: \(reason).\(hint) Use one of \(names.joined(separator: ", ")).", field: "operation")
            }
        }
        guard let result = call.body["result"] else { return }
        let schemas = candidates.compactMap(\.result)
        guard let first = schemas.first else {
            let names = candidates.map(\.id).joined(separator: ", ")
            throw Problem.badRequest("result: the records of \(names) have no result.", field: "result")
        }
        guard !schemas.contains(where: { $0.accepts(result) }) else { return }
        let violations = first.validate(result).map { violation in
            Violation(
                pointer: "/result" + violation.pointer, keyword: violation.keyword, expected: violation.expected,
                got: violation.got)
        }
        throw Problem.invalid(violations, in: "body")
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

    /// An outcome with its number, and how often it still applies.
    private static func record(id: Int, definition: JSON, remaining: Int?) -> JSON {
        var record: JSONObject = ["id": .int(id)]
        for (key, value) in definition.object ?? [:] { record[key] = value }
        record["remaining"] = remaining.map(JSON.int) ?? .null
        return .object(record)
    }
}
