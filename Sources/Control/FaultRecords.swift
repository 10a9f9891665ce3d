// Fault plans: made, listed with their accounts, verified, dropped.

import Emulator
import JSON

/// Fault plans of the tenant that the request chooses.
enum FaultRecords {
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
        if let name = call.body["match"]?["operation"]?.string {
            let platform = call.body["match"]?["platform"]?.string
            let isKnown = call.emulator.catalogue.operations.contains {
                $0.id == name && (platform == nil || $0.platform == platform)
            }
            guard isKnown else {
                throw Problem.badRequest("match.operation: there is no operation \(name).", field: "match.operation")
            }
        }
        let plan = try call.tenant.faults.add(call.body, identifiers: call.tenant.identifiers)
        return .json(json(plan), status: 201)
    }

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
