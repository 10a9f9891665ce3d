// How far a request is from an operation: edits of its path, and another method.

import Contract

/// Measures distances; the distance between two segments is computed once.
struct OperationDistance {
    /// Paths of more segments are longer than any operation's.
    static let longestPath = 32
    /// The cost of a missing, extra or entirely different segment.
    private static let wholeSegment = 16
    /// The cost of another method: less than another segment, more than a typo in one.
    private static let otherMethod = 8
    /// The cost of a capture: a segment with the same name is nearer.
    private static let capture = 1
    /// Segments longer than this many bytes count as entirely different.
    private static let longest = 64

    /// Costs of segments that were compared already.
    private var known: [String: [String: Int]] = [:]

    /// The distance: edits of segments between path and template (Levenshtein), plus the method.
    mutating func measure(_ method: String, _ segments: [String], _ operation: Operation) -> Int {
        let template = operation.template.split(separator: "/").map { String($0) }
        return measure(segments, template) + (operation.method == method ? 0 : Self.otherMethod)
    }

    /// The edits of segments between a path and another, which may have captures.
    mutating func measure(_ segments: [String], _ template: [String]) -> Int {
        var row = Array(0...template.count).map { $0 * Self.wholeSegment }
        for (index, segment) in segments.enumerated() {
            var next = [(index + 1) * Self.wholeSegment]
            for (column, part) in template.enumerated() {
                next.append(
                    min(
                        row[column] + cost(of: segment, for: part), row[column + 1] + Self.wholeSegment,
                        next[column] + Self.wholeSegment))
            }
            row = next
        }
        return row.last ?? 0
    }

    private mutating func cost(of segment: String, for part: String) -> Int {
        if part.hasPrefix("{") { return Self.capture }
        if part == segment { return 0 }
        if let cost = known[segment]?[part] { return cost }
        let cost = Self.edits(Array(segment.utf8), Array(part.utf8))
        known[segment, default: [:]][part] = cost
        return cost
    }

    /// Edits of bytes, relative to the longer text.
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
