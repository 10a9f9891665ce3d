// Proof of what happened: counting requests, and verifying expectations with the nearest misses.

import Emulator
import JSON

/// Counts and verifies the requests of the tenant that the request chooses.
enum Verifications {
    static let handlers: [String: Handler] = [
        "countRequests": count,
        "verifyRequests": verify,
    ]

    private static let nearestShown = 3

    /// Requests to the control plane are the test's own; they count only when they are asked for.
    private static func entries(_ call: Call, pattern: JSON) -> [JournalEntry] {
        let asksForControl = pattern["platform"]?.string == Platform.controlID
        return call.tenant.journal.newestFirst.reversed().filter {
            asksForControl == ($0.platform == Platform.controlID)
        }
    }

    private static func count(_ call: Call) throws -> Reply {
        let match = RequestMatch(call.body)
        let count = entries(call, pattern: call.body).count { match.differences($0).isEmpty }
        return .json(["count": .int(count)])
    }

    private static func verify(_ call: Call) throws -> Reply {
        var isVerified = true
        var results: [JSON] = []
        var firsts: [Int] = []
        for expectation in call.body["expect"]?.array ?? [] {
            let (result, isMet, first) = result(of: expectation, call)
            results.append(result)
            isVerified = isVerified && isMet
            if let first { firsts.append(first) }
        }
        let isInOrder = firsts.count == results.count && zip(firsts, firsts.dropFirst()).allSatisfy { $0 < $1 }
        let asksForOrder = call.body["in_order"]?.bool ?? false
        return .json([
            "verified": .bool(isVerified && (!asksForOrder || isInOrder)),
            "in_order": asksForOrder ? .bool(isInOrder) : .null,
            "results": .array(results),
        ])
    }

    /// What came of one expectation. Its place in the order is that of the first request that fits.
    private static func result(of expectation: JSON, _ call: Call) -> (JSON, isMet: Bool, first: Int?) {
        let pattern = expectation["request"] ?? [:]
        let match = RequestMatch(pattern)
        let judged = entries(call, pattern: pattern).map { (entry: $0, differences: match.differences($0)) }
        let fitting = judged.filter(\.differences.isEmpty).map(\.entry)
        let least = expectation["times"]?.int ?? expectation["at_least"]?.int
        let most = expectation["times"]?.int ?? expectation["at_most"]?.int
        let isMet = fitting.count >= (least ?? (most == nil ? 1 : 0)) && fitting.count <= most ?? .max
        let misses = judged.filter { !$0.differences.isEmpty }
            .sorted { ($0.differences.count, $0.entry.id) < ($1.differences.count, $1.entry.id) }
        let result: JSON = [
            "expected": expectation,
            "came": .int(fitting.count),
            "met": .bool(isMet),
            "requests": .array(fitting.prefix(100).map { .int($0.id) }),
            "nearest": isMet
                ? []
                : .array(
                    misses.prefix(nearestShown).map { miss in
                        [
                            "request": .int(miss.entry.id),
                            "line": .string(
                                "\(miss.entry.head.method.name) \(Redaction.target(miss.entry.head.target.raw))"),
                            "differences": .array(miss.differences.map(\.json)),
                        ]
                    }),
        ]
        return (result, isMet, fitting.first?.id)
    }
}
