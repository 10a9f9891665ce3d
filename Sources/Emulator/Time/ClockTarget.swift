// The target of an advance of the clock.

/// Where to move a clock.
public enum ClockTarget: Sendable, Equatable {
    /// Forward by a number of microseconds, running everything that becomes due until then.
    case by(microseconds: Int)
    /// To the earliest pending work, running all work that is due then, including new rows.
    case next
    /// From work to work until none is left.
    case idle
}
