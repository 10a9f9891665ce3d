// A pool whose work waits until a test runs it.

import Emulator

/// Keeps work in the order in which it came, unless it is open.
final class HeldPool: WorkPool {
    private(set) var held: [() -> Void] = []
    /// Whether work runs at once.
    var isOpen = false

    func run(
        _ work: @escaping @Sendable () throws -> any Sendable, lane: WorkLane, owner: String,
        completion: @escaping (Result<any Sendable, any Error>) -> Void
    ) {
        guard !isOpen else { return completion(Result { try work() }) }
        held.append { completion(Result { try work() }) }
    }

    /// Runs the oldest work.
    func runFirst() { held.removeFirst()() }
}
