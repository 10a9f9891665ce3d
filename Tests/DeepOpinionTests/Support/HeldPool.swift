// A pool whose work waits until a test runs it.

import Emulator

/// Keeps work in the order in which it came.
final class HeldPool: WorkPool {
    private(set) var held: [() -> Void] = []

    func run(
        _ work: @escaping @Sendable () throws -> any Sendable, lane: WorkLane, owner: String,
        completion: @escaping (Result<any Sendable, any Error>) -> Void
    ) {
        held.append { completion(Result { try work() }) }
    }

    /// Runs the oldest work.
    func runFirst() { held.removeFirst()() }
}
