// Somebody who looks on: a place in the events of a tenant.

import HTTP

/// One reader of the events of a tenant, as the body of an answer that goes on (server-sent events, HTML section 9.2).
public final class EventReader: LiveBody {
    private let feed: EventFeed
    private var position: Int
    private var greeting: [UInt8]
    private var hasGap: Bool
    /// The wall clock, for the time at which it leaves.
    var wall: () -> Int = { 0 }
    /// Whether the tenant is gone, or the reader.
    public private(set) var isOver = false
    /// Called when there are events; whoever sends them sets it.
    public var onChange: (() -> Void)?

    init(feed: EventFeed, position: Int, greeting: [UInt8], hasGap: Bool) {
        self.feed = feed
        self.position = position
        self.greeting = greeting
        self.hasGap = hasGap
    }

    /// The events since the last time, about `maximum` bytes of them.
    public func take(maximum: Int) -> [UInt8] {
        var bytes = greeting
        greeting = []
        if hasGap { bytes += Self.lost(nil) }
        hasGap = false
        guard !isOver else { return bytes }
        let found = feed.events(from: position, maximum: maximum)
        position = found.next
        if found.lost > 0 { bytes += Self.lost(found.lost) }
        return bytes + found.bytes
    }

    /// A comment, which programs pass over.
    public var pulse: [UInt8] { Array(":\n\n".utf8) }

    /// The reader leaves.
    public func end() {
        feed.remove(self, at: wall())
        isOver = true
    }

    /// Ends the answer.
    func finish() {
        isOver = true
        onChange?()
    }

    /// The mark for events that this reader will not get. How many is unknown to one that comes back too late.
    private static func lost(_ count: Int?) -> [UInt8] {
        Array("event: lost\ndata: {\"events\":\(count.map(String.init) ?? "null")}\n\n".utf8)
    }
}
