// Which operations the client of one world has called, and which of them it got an answer from.

import Contract

/// Counts the requests of one tenant by operation.
public struct OperationUse: Sendable {
    /// Requests of one operation.
    public struct Count: Sendable {
        /// All requests.
        public fileprivate(set) var requests = 0
        /// Those that were answered with a status below 400.
        public fileprivate(set) var answered = 0
    }

    private var counts: [Count] = []

    /// The counts of an operation.
    public subscript(operation: Operation) -> Count {
        counts.indices.contains(operation.index) ? counts[operation.index] : Count()
    }

    mutating func count(_ operation: Operation, status: Int) {
        // A world that nobody uses has no counts.
        if operation.index >= counts.count {
            counts += Array(repeating: Count(), count: operation.index + 1 - counts.count)
        }
        counts[operation.index].requests += 1
        if status < 400, status > 0 { counts[operation.index].answered += 1 }
    }

    mutating func clear() {
        counts = []
    }
}
