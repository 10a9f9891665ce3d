// Which operations have been called since the start, by anyone, in any tenant.

import Contract

/// Counts calls by operation.
public struct Coverage: Sendable {
    private var counts: [Int]

    init(operations: Int) {
        counts = Array(repeating: 0, count: operations)
    }

    mutating func count(_ operation: Operation) {
        counts[operation.index] += 1
    }

    /// How often an operation was called.
    public func calls(of operation: Operation) -> Int { counts[operation.index] }
}
