// Time limits for peers.

/// Time limits in milliseconds. They are checked at least every second, so a peer gets up to a second more.
public struct Timeouts: Sendable {
    /// Between two requests of a connection. Then it is closed without a response.
    public var idleMilliseconds = 75_000
    /// For a complete request head, from its first byte on. Then 408.
    public var headMilliseconds = 10_000
    /// Between two pieces of a body. Then 408.
    public var bodyMilliseconds = 60_000
    /// For a peer to read any of the queued bytes. Then the connection is closed.
    public var writeMilliseconds = 60_000
    /// For a peer to close its side after the last response and the end of its request. Meanwhile, what it sends is
    /// discarded.
    public var lingerMilliseconds = 2000
    /// Between two pieces of a body that is discarded, because its request was answered before its end.
    public var discardIdleMilliseconds = 5000
    /// For everything that is discarded after the last response. Then the connection is closed.
    public var discardMilliseconds = 30_000

    /// For a host that a tunnel leads to to be found and to answer. Then 504.
    public var connectMilliseconds = 10_000
    /// Between two pieces of what passes through a tunnel that leads on. Then it is closed.
    public var tunnelMilliseconds = 300_000

    /// The defaults.
    public init() {}

    /// The interval of checks: short enough for the shortest limit, at most a second.
    var sweepMilliseconds: Int {
        let shortest = [
            idleMilliseconds, headMilliseconds, bodyMilliseconds, writeMilliseconds, lingerMilliseconds,
            discardIdleMilliseconds, discardMilliseconds,
        ].reduce(4000, min)
        return max(shortest / 4, 10)
    }
}
