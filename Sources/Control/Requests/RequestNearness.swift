// How near a request is to a pattern by what it was for: its operation and its path.

import Contract
import Emulator
import HTTP
import JSON

/// Ranks requests that do not fit a pattern.
struct RequestNearness {
    private let operation: String?
    private let path: [String]?
    /// The paths of the operations with that name.
    private let templates: [[String]]
    private var distance = OperationDistance()
    /// Distances that were measured already, by operation or path.
    private var known: [String: Int] = [:]

    init(_ pattern: JSON, catalogue: Catalogue) {
        operation = pattern["operation"]?.string
        path = pattern["path"]?.string.map(Self.segments)
        let (name, platform) = (operation, pattern["platform"]?.string)
        templates = catalogue.operations.filter {
            $0.id == name && (platform == nil || $0.platform == platform)
        }.map { Self.segments($0.template) }
    }

    /// Where a request stands: whether it was for another operation than the pattern names, then how far its path is
    /// from the pattern's, or from the operation's where the pattern has none.
    mutating func rank(_ entry: JournalEntry) -> (operation: Int, path: Int) {
        let isOther = operation != nil && entry.operation != operation
        let raw = entry.head.target.pathWithoutTenant
        if let path { return (isOther ? 1 : 0, measure(raw, to: [path], as: raw)) }
        return (isOther ? 1 : 0, isOther ? measure(raw, to: templates, as: entry.operation ?? raw) : 0)
    }

    private mutating func measure(_ path: String, to paths: [[String]], as key: String) -> Int {
        if let distance = known[key] { return distance }
        let segments = Self.segments(path)
        // A path that is longer than any operation's is not near, and would only cost time.
        let isShort = segments.count <= OperationDistance.longestPath
        let nearest = isShort ? paths.map { distance.measure(segments, $0) }.min() ?? 0 : .max
        known[key] = nearest
        return nearest
    }

    private static func segments(_ path: String) -> [String] {
        path.split(separator: "/").map { String($0) }
    }
}
