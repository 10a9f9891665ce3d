// Proves what happened: counts requests, and verifies expectations, with the nearest misses.

import Emulator
import JSON

/// Counts and verifies the requests of the selected tenant.
enum Verifications {
    static let handlers: [String: Handler] = [
        "countRequests": count,
        "verifyRequests": verify,
    ]

    /// Requests to the control plane come from the test itself; they count only when the pattern asks for them.
    private static func requests(_ call: Call, for pattern: JSON) -> [JournalEntry] {
        let asksForControl = pattern["platform"]?.string == Control.id
        return call.tenant.journal.newestFirst.reversed().filter {
            asksForControl == ($0.platform == Control.id)
        }
    }

    private static func count(_ call: Call) throws -> Reply {
        try RequestNames.check(call.body, field: "", in: call)
        let match = RequestMatch(call.body)
        let count = requests(call, for: call.body).count { match.differences($0).isEmpty }
        return .json(["count": .int(count)])
    }

    private static func verify(_ call: Call) throws -> Reply {
        let asksForOrder = call.body["in_order"]?.bool ?? false
        let results = try (call.body["expect"]?.array ?? []).enumerated().map { index, expectation in
            let pattern = expectation["request"] ?? [:]
            try RequestNames.check(pattern, field: "expect.\(index).request.", in: call)
            return ExpectationResult(
                expectation, pattern: pattern, requests: requests(call, for: pattern),
                catalogue: call.emulator.catalogue)
        }
        let met = results.map { result in
            // In order, a pattern may occur again, and its expectations share its requests.
            isMet(asksForOrder ? results.filter { $0.pattern == result.pattern } : [result])
        }
        let isInOrder = isInOrder(results)
        return .json([
            "verified": .bool(!met.contains(false) && (!asksForOrder || isInOrder)),
            "in_order": asksForOrder ? .bool(isInOrder) : .null,
            "results": .array(zip(results, met).map { $0.json(isMet: $1) }),
        ])
    }

    /// Whether as many requests fit one pattern as its expectations ask for together.
    private static func isMet(_ group: [ExpectationResult]) -> Bool {
        let count = group[0].fitting.count
        let least = group.reduce(0) { $0 + $1.least }
        let most = group.allSatisfy { $0.most != nil } ? group.reduce(0) { $0 + ($1.most ?? 0) } : nil
        return count >= least && count <= most ?? .max
    }

    /// Whether every expectation finds as many requests as it needs behind those of the one before. An expectation of
    /// no request at all has no place in the order.
    private static func isInOrder(_ results: [ExpectationResult]) -> Bool {
        var last = 0
        for result in results where result.most != 0 {
            let next = result.fitting.filter { $0 > last }.prefix(max(1, result.least))
            guard next.count == max(1, result.least), let end = next.last else { return false }
            last = end
        }
        return true
    }
}
