// Tells work on the thread pool that nobody waits for it any more.

import Synchronization

/// A flag that the loop sets and work on another thread looks at.
public final class WorkCancellation: Sendable {
    private let flag = Atomic(false)

    /// Not cancelled yet.
    public init() {}

    /// Whether the work is to stop.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// Stops the work at its next look.
    public func cancel() { flag.store(true, ordering: .relaxed) }
}
