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
        return catalogue.operations(of: entry.platform)
            .map { (operation: $0, distance: distance(entry.head.method.name, segments, $0)) }
            .sorted { ($0.distance, $0.operation.index) < ($1.distance, $1.operation.index) }
            .prefix(shown).map(\.operation)
    }

    /// Edits of whole segments from the path to the template, two each; a wrong method counts one.
    private static func distance(_ method: String, _ segments: [String], _ operation: Operation) -> Int {
        let template = operation.template.split(separator: "/")
        var row = Array(0...template.count).map { $0 * 2 }
        for (index, segment) in segments.enumerated() {
            var next = [(index + 1) * 2]
            for (column, part) in template.enumerated() {
                let isSame = part.hasPrefix("{") || part == segment
                next.append(min(row[column] + (isSame ? 0 : 2), row[column + 1] + 2, next[column] + 2))
            }
            row = next
        }
        return (row.last ?? 0) + (operation.method == method ? 0 : 1)
    }
}
