// Runs the emulator's pool work on libuv's thread pool.

import Emulator
import EventLoop

/// Runs pool work through the loop.
final class LoopPool: WorkPool {
    private let loop: Loop

    init(loop: Loop) {
        self.loop = loop
    }

    func run(
        _ work: @escaping @Sendable () throws -> any Sendable,
        completion: @escaping (Result<any Sendable, any Error>) -> Void
    ) {
        loop.work({ PoolValue(value: try work()) }, then: { completion($0.map(\.value)) })
    }

    /// A result of any sendable type.
    private struct PoolValue: Sendable {
        let value: any Sendable
    }
}
