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
        let asksForControl = pattern["platform"]?.string == Control.id
        return call.tenant.journal.newestFirst.reversed().filter {
            asksForControl == ($0.platform == Control.id)
        }
    }

    private static func count(_ call: Call) throws -> Reply {
        let match = RequestMatch(call.body)
        let count = entries(call, pattern: call.body).count { match.differences($0).isEmpty }
        return .json(["count": .int(count)])
    }

    private static func verify(_ call: Call) throws -> Reply {
        let asksForOrder = call.body["in_order"]?.bool ?? false
        let judgements = (call.body["expect"]?.array ?? []).map { judge($0, call) }
        let met = judgements.map { judgement in
            // In order a pattern may come back, and its requests are shared between its expectations.
            let group = asksForOrder ? judgements.filter { $0.pattern == judgement.pattern } : [judgement]
            return isMet(group)
        }
        let isInOrder = isInOrder(judgements)
        return .json([
            "verified": .bool(!met.contains(false) && (!asksForOrder || isInOrder)),
            "in_order": asksForOrder ? .bool(isInOrder) : .null,
            "results": .array(zip(judgements, met).map { $0.json(isMet: $1) }),
        ])
    }

    private static func judge(_ expectation: JSON, _ call: Call) -> Judgement {
        let pattern = expectation["request"] ?? [:]
        let match = RequestMatch(pattern)
        let judged = entries(call, pattern: pattern).map { (entry: $0, differences: match.differences($0)) }
        let most = expectation["times"]?.int ?? expectation["at_most"]?.int
        return Judgement(
            expectation: expectation, pattern: pattern,
            least: expectation["times"]?.int ?? expectation["at_least"]?.int ?? (most == nil ? 1 : 0), most: most,
            fitting: judged.filter(\.differences.isEmpty).map(\.entry.id),
            misses: judged.filter { !$0.differences.isEmpty })
    }

    /// Whether the requests that fit one pattern are as many as its expectations ask for together.
    private static func isMet(_ group: [Judgement]) -> Bool {
        let count = group[0].fitting.count
        let least = group.reduce(0) { $0 + $1.least }
        let most = group.allSatisfy { $0.most != nil } ? group.reduce(0) { $0 + ($1.most ?? 0) } : nil
        return count >= least && count <= most ?? .max
    }

    /// Whether every expectation finds as many requests as it needs behind those of the one before. What is not expected
    /// at all has no place in the order.
    private static func isInOrder(_ judgements: [Judgement]) -> Bool {
        var last = 0
        for judgement in judgements where judgement.most != 0 {
            let next = judgement.fitting.filter { $0 > last }.prefix(max(1, judgement.least))
            guard next.count == max(1, judgement.least), let place = next.last else { return false }
            last = place
        }
        return true
    }

    /// What came of one expectation.
    private struct Judgement {
        let expectation: JSON
        let pattern: JSON
        let least: Int
        let most: Int?
        /// Numbers of the requests that fit, in order.
        let fitting: [Int]
        let misses: [(entry: JournalEntry, differences: [RequestMatch.Difference])]

        func json(isMet: Bool) -> JSON {
            let nearest = misses.sorted {
                ($0.differences.count, $0.entry.id) < ($1.differences.count, $1.entry.id)
            }
            return [
                "expected": expectation,
                "came": .int(fitting.count),
                "met": .bool(isMet),
                "requests": .array(fitting.prefix(100).map { .int($0) }),
                "nearest": isMet
                    ? []
                    : .array(
                        nearest.prefix(nearestShown).map { miss in
                            [
                                "request": .int(miss.entry.id),
                                "line": .string(
                                    "\(miss.entry.head.method.name) \(Redaction.target(miss.entry.head.target.raw))"),
                                "differences": .array(miss.differences.map(\.json)),
                            ]
                        }),
            ]
        }
    }
}
