// Expected problems: requests that a test means to be refused.

import Emulator
import JSON

/// The expected problems of the selected tenant.
enum ExpectedProblems {
    static let handlers: [String: Handler] = [
        "expectProblem": create,
        "listExpectedProblems": list,
        "deleteExpectedProblems": { call in
            call.tenant.journal.expectations.removeAll()
            return .empty(204)
        },
        "deleteExpectedProblem": { call in
            try call.tenant.journal.expectations.remove(call.integer("id"))
            return .empty(204)
        },
    ]

    private static func create(_ call: Call) throws -> Reply {
        let pattern = call.body["request"] ?? [:]
        try RequestNames.check(pattern, field: "request.", in: call)
        if let status = pattern["status"]?.int, status < 400, status != 0 {
            throw Problem.badRequest(
                "request.status: an answer with \(status) is no problem; expect one of 400 or more.",
                field: "request.status")
        }
        if pattern["verdict"] == "answered" {
            throw Problem.badRequest(
                "request.verdict: what is answered is no problem; use refused, unmatched or failed.",
                field: "request.verdict")
        }
        let match = RequestMatch(pattern)
        // As in counts: requests to the control plane come from the test itself.
        let asksForControl = pattern["platform"]?.string == Control.id
        let journal = call.tenant.journal
        let expectation = try journal.expect(
            call.body, counts: counts(call.body), since: call.body["since"]?.int ?? journal.total
        ) { entry in
            asksForControl == (entry.platform == Control.id) && match.differences(entry).isEmpty
        }
        return .json(json(expectation), status: 201)
    }

    private static func counts(_ body: JSON) throws -> ClosedRange<Int> {
        if let times = body["times"]?.int {
            guard body["at_least"] == nil, body["at_most"] == nil else {
                throw Problem.badRequest("times says it all: leave out at_least and at_most.", field: "times")
            }
            return times...times
        }
        let most = body["at_most"]?.int ?? .max
        let least = body["at_least"]?.int ?? 1
        guard least <= most else {
            throw Problem.badRequest("at_least must not be more than at_most.", field: "at_least")
        }
        return least...most
    }

    private static func list(_ call: Call) throws -> Reply {
        let all = call.tenant.journal.expectations.all
        let met = all.count(where: \.isMet)
        return .json([
            "expectations": .array(all.map(json)), "met": .int(met), "unmet": .int(all.count - met),
        ])
    }

    private static func json(_ expectation: ExpectedProblem) -> JSON {
        [
            "id": .int(expectation.id), "expected": expectation.definition, "came": .int(expectation.came),
            "met": .bool(expectation.isMet),
        ]
    }
}
