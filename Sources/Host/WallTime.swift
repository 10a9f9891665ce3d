// The wall clock of the process: where real time enters the emulator.

import Emulator
import System

/// The wall time of the start plus monotonic time, so that it never goes backwards.
final class WallTime: WallClock {
    private let start = SystemTime.wallMicroseconds()
    private let monotonicStart = SystemTime.monotonicMicroseconds()

    func microseconds() -> Int {
        start + SystemTime.monotonicMicroseconds() - monotonicStart
    }
}
