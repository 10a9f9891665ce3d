// Runs the emulator's pool work on libuv's thread pool, in two lanes.

import Emulator
import EventLoop
import System

/// Runs pool work through the loop. Long work takes half of the threads at most, so that short work always finds one; the
/// rest of it waits here, and its owners take turns.
final class LoopPool: WorkPool {
    /// Long work that waits for a thread.
    private struct Waiting {
        let work: @Sendable () throws -> any Sendable
        let completion: (Result<any Sendable, any Error>) -> Void
    }

    private let loop: Loop
    private let longThreads: Int
    private var longRunning = 0
    private var waiting: [String: [Waiting]] = [:]
    /// The owners with waiting work, in the order in which they get a thread.
    private var turns: [String] = []

    /// - Parameter threads: how many threads the pool has.
    init(loop: Loop, threads: Int = LoopPool.threadCount) {
        self.loop = loop
        longThreads = max(1, threads / 2)
    }

    /// The threads of libuv's pool: `UV_THREADPOOL_SIZE`, or 4.
    private static var threadCount: Int {
        min(max(Environment["UV_THREADPOOL_SIZE"].flatMap(Int.init) ?? 4, 1), 1024)
    }

    func run(
        _ work: @escaping @Sendable () throws -> any Sendable, lane: WorkLane, owner: String,
        completion: @escaping (Result<any Sendable, any Error>) -> Void
    ) {
        guard lane == .long else { return start(work, completion) }
        if waiting[owner] == nil { turns.append(owner) }
        waiting[owner, default: []].append(Waiting(work: work, completion: completion))
        startNext()
    }

    private func startNext() {
        while longRunning < longThreads, !turns.isEmpty {
            let owner = turns.removeFirst()
            guard var rest = waiting[owner], !rest.isEmpty else { continue }
            let next = rest.removeFirst()
            waiting[owner] = rest.isEmpty ? nil : rest
            if !rest.isEmpty { turns.append(owner) }
            longRunning += 1
            start(next.work) { [unowned self] result in
                longRunning -= 1
                startNext()
                next.completion(result)
            }
        }
    }

    private func start(
        _ work: @escaping @Sendable () throws -> any Sendable,
        _ completion: @escaping (Result<any Sendable, any Error>) -> Void
    ) {
        loop.work({ PoolValue(value: try work()) }, then: { completion($0.map(\.value)) })
    }

    /// A result of any sendable type.
    private struct PoolValue: Sendable {
        let value: any Sendable
    }
}
