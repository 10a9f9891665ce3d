// Unpacking takes threads of the pool, which others need, too: one for short bodies and one for long ones at a time.

import EventLoop
import System

/// Runs the unpacking of bodies on the pool, one after the other in each of two lanes.
final class UnpackLanes {
    /// Packed bodies of more bytes are long: they may take seconds.
    private static let longBytes = 256 << 10

    private struct Lane {
        var isBusy = false
        var waiting: [() -> Void] = []
    }

    private let loop: Loop
    private var lanes = [Lane(), Lane()]

    init(loop: Loop) {
        self.loop = loop
    }

    /// Runs `work` when its lane is free, then `completion` with its result.
    ///
    /// - Parameter count: bytes of the packed body.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value, count: Int,
        then completion: @escaping (Result<Value, any Error>) -> Void
    ) {
        let lane = count > Self.longBytes ? 1 : 0
        lanes[lane].waiting.append { [unowned self] in
            loop.work(work) { [self] result in
                lanes[lane].isBusy = false
                startNext(lane)
                completion(result)
            }
        }
        startNext(lane)
    }

    private func startNext(_ lane: Int) {
        guard !lanes[lane].isBusy, !lanes[lane].waiting.isEmpty else { return }
        lanes[lane].isBusy = true
        lanes[lane].waiting.removeFirst()()
    }
}
