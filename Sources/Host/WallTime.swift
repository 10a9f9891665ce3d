// The wall clock of the process: where real time enters the emulator.

import Emulator
import System

/// Wall time as it was at the start, carried on by the monotonic clock, so that it never goes backwards.
final class WallTime: WallClock {
    private let start = SystemTime.wallMicroseconds()
    private let monotonicStart = SystemTime.monotonicMicroseconds()

    func microseconds() -> Int {
        start + SystemTime.monotonicMicroseconds() - monotonicStart
    }
}
