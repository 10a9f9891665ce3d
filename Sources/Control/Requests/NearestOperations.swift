// Suggests operations to a request that matched none.

import Contract
import Emulator
import HTTP

/// Finds operations whose method and path are similar to those of a request.
enum NearestOperations {
    private static let shown = 3

    /// The nearest operations of a platform, nearest first.
    static func find(_ entry: JournalEntry, in catalogue: Catalogue) -> [Operation] {
        let segments = entry.head.target.decodedSegments
        // A path that is longer than any operation's is no near miss, and would only cost time.
        guard segments.count <= OperationDistance.longestPath else { return [] }
        var distance = OperationDistance()
        return catalogue.operations(of: entry.platform)
            .map { (operation: $0, distance: distance.measure(entry.head.method.name, segments, $0)) }
            .sorted { ($0.distance, $0.operation.index) < ($1.distance, $1.operation.index) }
            .prefix(shown).map(\.operation)
    }
}
