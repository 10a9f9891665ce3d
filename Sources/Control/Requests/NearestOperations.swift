// Which operations a request that matched none may have meant.

import Contract
import Emulator

/// Looks for operations whose method and path are near those of a request.
enum NearestOperations {
    private static let shown = 3

    /// The nearest operations of a platform, nearest first: method and path as the contract has them.
    static func find(_ entry: JournalEntry, in catalogue: Catalogue) -> [Operation] {
        let segments = entry.head.target.segments.map(\.decoded)
        // A longer path than any operation has is no near miss, and would only cost time.
        guard segments.count <= 32 else { return [] }
        var nearness = Nearness()
        return catalogue.operations(of: entry.platform)
            .map { (operation: $0, distance: nearness.distance(entry.head.method.name, segments, $0)) }
            .sorted { ($0.distance, $0.operation.index) < ($1.distance, $1.operation.index) }
            .prefix(shown).map(\.operation)
    }
}

/// Measures how far a request is from operations; what one segment is from another is worked out once.
private struct Nearness {
    /// What a segment too many, or one that is quite another, costs.
    private static let wholeSegment = 16
    /// What another method costs: less than another segment, more than a slip in one.
    private static let otherMethod = 8
    /// What a capture costs: a segment that is there by name is nearer.
    private static let capture = 1
    /// Longer segments are quite other ones.
    private static let longest = 64

    private var known: [String: [String: Int]] = [:]

    /// Edits of segments from the path to the template, and the method.
    mutating func distance(_ method: String, _ segments: [String], _ operation: Operation) -> Int {
        let template = operation.template.split(separator: "/").map { String($0) }
        var row = Array(0...template.count).map { $0 * Self.wholeSegment }
        for (index, segment) in segments.enumerated() {
            var next = [(index + 1) * Self.wholeSegment]
            for (column, part) in template.enumerated() {
                next.append(
                    min(
                        row[column] + slip(segment, part), row[column + 1] + Self.wholeSegment,
                        next[column] + Self.wholeSegment))
            }
            row = next
        }
        return (row.last ?? 0) + (operation.method == method ? 0 : Self.otherMethod)
    }

    private mutating func slip(_ segment: String, _ part: String) -> Int {
        if part.hasPrefix("{") { return Self.capture }
        if part == segment { return 0 }
        if let cost = known[segment]?[part] { return cost }
        let cost = Self.edits(Array(segment.utf8), Array(part.utf8))
        known[segment, default: [:]][part] = cost
        return cost
    }

    /// Edits of bytes in proportion to the longer text.
    private static func edits(_ first: [UInt8], _ second: [UInt8]) -> Int {
        guard first.count <= longest, second.count <= longest else { return wholeSegment }
        var row = Array(0...second.count)
        for (index, byte) in first.enumerated() {
            var next = [index + 1]
            for (column, other) in second.enumerated() {
                next.append(min(row[column] + (byte == other ? 0 : 1), row[column + 1] + 1, next[column] + 1))
            }
            row = next
        }
        return max(1, (row.last ?? 0) * wholeSegment / max(1, first.count, second.count))
    }
}
