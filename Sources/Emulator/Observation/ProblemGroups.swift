// Requests that went wrong and that nobody announced, grouped by what was wrong: what a verdict is made of.

import Contract
import HTTP

/// Groups of requests with the same mistake, bounded in number. A group keeps its first request as the example.
public struct ProblemGroups {
    /// The most groups; requests that would open more are only counted.
    public static let maximum = 500

    /// What was wrong with the requests of a group.
    public enum Kind: String, Hashable, Sendable {
        /// The client was refused: 4xx.
        case refused
        /// No operation has that method and path.
        case unmatched
        /// The server failed (5xx), or the upload was cut.
        case failed
        /// The answer has what its contract does not promise.
        case answerViolation
    }

    /// One group.
    public struct Group {
        /// What was wrong.
        public let kind: Kind
        /// The first request of the group.
        public let first: JournalEntry
        /// How many requests it has.
        public internal(set) var count: Int
    }

    private struct Key: Hashable {
        let kind: Kind
        let platform: String
        let operation: String
        let status: Int
        let code: String
        let place: String
    }

    /// The groups in the order of their first requests.
    public private(set) var groups: [Group] = []
    /// How many requests found no group.
    public private(set) var omitted = 0
    private var places: [Key: Int] = [:]

    /// No requests.
    public init() {}

    /// Takes a request, if something is wrong with it that was neither announced nor planned.
    public mutating func add(_ entry: JournalEntry) {
        // A foreign host is a finding of its own.
        let isForeign = entry.problem?.code == Problem.foreignHostCode
        if entry.isProblem, !isForeign, entry.expectation == nil, entry.fault == nil {
            add(entry, kind: Self.kind(entry), violation: entry.problem?.violations.first)
        }
        if let violation = entry.answerViolations?.first { add(entry, kind: .answerViolation, violation: violation) }
    }

    private mutating func add(_ entry: JournalEntry, kind: Kind, violation: Violation?) {
        let place = violation.map { "\($0.keyword) \($0.pointer)" } ?? entry.problem?.field ?? ""
        let key = Key(
            kind: kind, platform: entry.platform,
            operation: entry.operation ?? "\(entry.head.method.name) \(entry.head.target.pathWithoutTenant)",
            status: entry.status, code: entry.problem?.code ?? "", place: place)
        if let index = places[key] {
            groups[index].count += 1
        } else if groups.count < Self.maximum {
            places[key] = groups.count
            groups.append(Group(kind: kind, first: entry, count: 1))
        } else {
            omitted += 1
        }
    }

    private static func kind(_ entry: JournalEntry) -> Kind {
        switch entry.status {
        case 500..., 0: .failed
        default: entry.operation == nil ? .unmatched : .refused
        }
    }
}
