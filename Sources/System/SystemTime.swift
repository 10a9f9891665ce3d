// The clocks of the machine.

#if canImport(Glibc)
import Glibc
#endif

/// Reads the machine's clocks.
public enum SystemTime {
    /// Microseconds since 1970. Goes backwards when the clock of the machine is set back.
    public static func wallMicroseconds() -> Int { read(CLOCK_REALTIME) }

    /// Microseconds since an arbitrary moment before the process started. Never goes backwards.
    public static func monotonicMicroseconds() -> Int { read(CLOCK_MONOTONIC) }

    /// Microseconds that this thread has been running on a processor.
    public static func threadMicroseconds() -> Int { read(CLOCK_THREAD_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Int {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}
