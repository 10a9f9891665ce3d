// What has happened in a tenant since its events were written last.

/// What has happened in a tenant since its events were written last. It has as much as is shown; the rest is counted.
public struct EventChanges {
    /// How a world was exchanged as a whole.
    public enum WorldChange: String, Sendable {
        /// It began again.
        case reset
        /// It was put back to a snapshot.
        case restored
    }

    /// How many requests were answered. The journal has them.
    public internal(set) var requests = 0
    /// The last transitions that ran, the oldest first.
    public internal(set) var transitions: [RanTransition] = []
    /// How many transitions ran before those.
    public internal(set) var skippedTransitions = 0
    /// Whether the clock was set, moved or changed.
    public internal(set) var clock = false
    /// The numbers of deliveries that were planned, sent or ended.
    public internal(set) var deliveries: [Int] = []
    /// How the world was exchanged, if it was.
    public internal(set) var world: WorldChange?

    /// How many of the requests are shown.
    public var shownRequests: Int { min(requests, EventFeed.mostAtOnce) }

    var isEmpty: Bool {
        requests == 0 && transitions.isEmpty && !clock && deliveries.isEmpty && world == nil
    }
}
