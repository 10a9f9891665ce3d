// How far work is that ends at a known instant.

import Emulator

/// Progress by the clock.
enum Progress {
    /// The percentage of the time that has passed, below 100; 0 for work that has not started.
    static func percent(from start: Instant?, to end: Instant?, at now: Instant) -> Double {
        guard let start, let end, end > start else { return 0 }
        let passed = Double(now.microseconds - start.microseconds)
        return min(99.9, max(0, passed / Double(end.microseconds - start.microseconds) * 100))
    }
}
