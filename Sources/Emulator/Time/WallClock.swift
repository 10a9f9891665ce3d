// Where wall time enters the emulator.

/// The source of wall time. It is the only one, so tests can stop it.
public protocol WallClock: AnyObject {
    /// Microseconds since 1970; must never go backwards within a process.
    func microseconds() -> Int
}
