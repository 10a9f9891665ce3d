// How long a peer may take.

/// Waits in milliseconds. They are checked at least every second, so a peer gets up to a second more.
public struct Timeouts: Sendable {
    /// Between two requests of a connection; then it is closed without a word.
    public var idleMilliseconds = 75_000
    /// For a whole request head, from its first byte; then 408.
    public var headMilliseconds = 10_000
    /// Between two pieces of a body; then 408.
    public var bodyMilliseconds = 60_000
    /// For a peer to read anything of what waits for it; then the connection is closed.
    public var writeMilliseconds = 60_000
    /// For a peer to close its side after the last answer, while what it still sends is thrown away.
    public var lingerMilliseconds = 2000

    /// The defaults.
    public init() {}

    /// How often to look: often enough for the shortest wait, and at least every second.
    var sweepMilliseconds: Int {
        let shortest = min(idleMilliseconds, headMilliseconds, bodyMilliseconds, writeMilliseconds, lingerMilliseconds)
        return min(max(shortest / 4, 10), 1000)
    }
}
