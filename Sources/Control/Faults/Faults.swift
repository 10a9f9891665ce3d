// Fault plans: create, list with their counts, verify, delete.

import Contract
import Emulator
import JSON

/// The fault plans of the selected tenant.
enum Faults {
    static let handlers: [String: Handler] = [
        "listFaults": { .json(["faults": .array($0.tenant.faults.plans.map(json))]) },
        "createFault": create,
        "verifyFaults": verify,
        "deleteFault": { call in
            try call.tenant.faults.remove(call.path("id"))
            return .empty(204)
        },
        "deleteFaults": { call in
            call.tenant.faults.clear()
            return .empty(204)
        },
    ]

    private static func create(_ call: Call) throws -> Reply {
        if let match = call.body["match"] { try check(match, call) }
        let plan = try call.tenant.faults.add(call.body, identifiers: call.tenant.identifiers)
        return .json(json(plan), status: 201)
    }

    /// - Throws: ``Problem`` 400 for a pattern that no request can match.
    private static func check(_ match: JSON, _ call: Call) throws {
        func refuse(_ member: String, _ reason: String) -> Problem {
            .badRequest("match.\(member): \(reason)", field: "match.\(member)")
        }
        try PlatformName.check(match["platform"], field: "match.platform", in: call)
        let method = match["method"]?.string?.uppercased()
        if let method, !methods.contains(method) {
            throw refuse("method", "must be one of \(methods.joined(separator: ", ")), not \(method).")
        }
        if let path = match["path"]?.string, !path.hasPrefix("/") || path.hasPrefix("/__admin") {
            throw refuse("path", "must be the beginning of a platform's path, such as /api/v1/jobs, not \(path).")
        }
        guard let name = match["operation"]?.string else { return }
        let platform = match["platform"]?.string
        let operations = call.emulator.catalogue.operations.filter {
            $0.id == name && $0.platform != Control.id && (platform == nil || $0.platform == platform)
        }
        guard !operations.isEmpty else {
            let owner = platform.map { "\($0) has no" } ?? "no platform has an"
            let known = call.emulator.catalogue.operations.filter {
                $0.platform != Control.id && (platform == nil || $0.platform == platform)
            }
            let hint = Misspelling.hint(for: name, among: known.map(\.id))
            throw refuse("operation", "\(owner) operation \(name).\(hint)")
        }
        let isPossible = operations.contains { method == nil || $0.method == (method == "HEAD" ? "GET" : method) }
        guard isPossible else { throw refuse("method", "the operation \(name) does not use \(method ?? "").") }
    }

    /// The methods of the platforms' operations, and HEAD, which is GET without the body.
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    private static func verify(_ call: Call) throws -> Reply {
        let unused = call.tenant.faults.plans.filter { !$0.isUsedUp }
        return .json(["verified": .bool(unused.isEmpty), "unused": .array(unused.map(json))])
    }

    private static func json(_ plan: FaultPlan) -> JSON {
        [
            "id": .string(plan.id), "definition": plan.definition, "matched": .int(plan.matched),
            "fired": .int(plan.fired), "steps_fired": .array(plan.stepsFired.map { .int($0) }),
            "used_up": .bool(plan.isUsedUp),
        ]
    }
}
