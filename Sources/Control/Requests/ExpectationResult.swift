// The result of one expectation: the requests that fit it, and the nearest misses.

import Contract
import Emulator
import HTTP
import JSON

/// What came of one expectation.
struct ExpectationResult {
    private static let nearestShown = 3

    let expectation: JSON
    let pattern: JSON
    /// The fewest requests that are expected.
    let least: Int
    /// The most requests that are expected; nil for any number.
    let most: Int?
    /// Numbers of the requests that fit, in order.
    let fitting: [Int]
    private let misses: [(entry: JournalEntry, differences: [RequestMatch.Difference])]
    private let catalogue: Catalogue

    /// Compares requests with an expectation.
    init(_ expectation: JSON, pattern: JSON, requests: [JournalEntry], catalogue: Catalogue) {
        self.catalogue = catalogue
        self.expectation = expectation
        self.pattern = pattern
        most = expectation["times"]?.int ?? expectation["at_most"]?.int
        least = expectation["times"]?.int ?? expectation["at_least"]?.int ?? (most == nil ? 1 : 0)
        let match = RequestMatch(pattern)
        let compared = requests.map { (entry: $0, differences: match.differences($0)) }
        fitting = compared.filter(\.differences.isEmpty).map(\.entry.id)
        misses = compared.filter { !$0.differences.isEmpty }
    }

    func json(isMet: Bool) -> JSON {
        return [
            "expected": expectation,
            "came": .int(fitting.count),
            "met": .bool(isMet),
            "requests": .array(fitting.prefix(100).map { .int($0) }),
            "nearest": isMet ? [] : .array(nearest.map(Self.json)),
        ]
    }

    /// The nearest misses: requests of the expected operation or on the nearest path before others, then those with the
    /// fewest differences, then the oldest.
    private var nearest: [(entry: JournalEntry, differences: [RequestMatch.Difference])] {
        var nearness = RequestNearness(pattern, catalogue: catalogue)
        return misses.map { (miss: $0, rank: nearness.rank($0.entry)) }.sorted {
            ($0.rank.operation, $0.rank.path, $0.miss.differences.count, $0.miss.entry.id)
                < ($1.rank.operation, $1.rank.path, $1.miss.differences.count, $1.miss.entry.id)
        }.prefix(Self.nearestShown).map(\.miss)
    }

    private static func json(
        _ miss: (entry: JournalEntry, differences: [RequestMatch.Difference])
    ) -> JSON {
        let head = miss.entry.head
        return [
            "request": .int(miss.entry.id),
            "line": .string("\(head.method.name) \(Redaction.target(head.target.raw))"),
            "differences": .array(miss.differences.map(\.json)),
        ]
    }
}
