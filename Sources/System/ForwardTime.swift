// Time that follows the wall clock, but never goes backwards.

/// Turns readings of a clock that may be set back into time that only goes forward.
///
/// It shows what the wall clock shows, so that it has caught up after the machine slept or the process was paused. When
/// the wall clock is set back it goes on at its own pace until the wall clock has caught up with it.
public struct ForwardTime: Sendable {
    private var last = Int.min
    /// The steady clock at the last reading; nil while the wall clock leads.
    private var lastSteady: Int?

    /// Time that has not been read yet.
    public init() {}

    /// The time now.
    ///
    /// - Parameters:
    ///   - wall: what the wall clock shows, in microseconds.
    ///   - steady: reads a clock in microseconds that is never set; called only while the wall clock is behind.
    public mutating func read(wall: Int, steady: () -> Int) -> Int {
        if wall >= last {
            last = wall
            lastSteady = nil
            return wall
        }
        let now = steady()
        if let lastSteady { last += max(0, now - lastSteady) }
        lastSteady = now
        return last
    }
}
