// The wall clock of the process: where real time enters the emulator.

import Emulator
import System

/// The time of the machine. It never goes backwards, and has caught up after sleep.
final class WallTime: WallClock {
    private var time = ForwardTime()

    func microseconds() -> Int {
        time.read(wall: SystemTime.wallMicroseconds(), steady: SystemTime.monotonicMicroseconds)
    }
}
