// What happens in one tenant, for those who look on. While nobody does, nothing is kept.

import HTTP

/// The events of one tenant: what has happened since the last time they were written, and the last ones as texts.
///
/// Whatever a reader has not fetched when it falls out of the feed is lost to that reader, which is told how much that
/// was. So a slow reader costs nothing and holds nobody up.
public final class EventFeed {
    /// The most readers of a tenant at a time.
    public static let maximumReaders = 32
    /// The most events that are kept, and their bytes.
    static let capacity = 2000
    static let maximumBytes = 1 << 20
    /// The shortest time between two writings, in microseconds: what happens in between is written together.
    static let interval = 250_000
    /// The most requests, and transitions, that one writing shows. More are counted.
    static let mostAtOnce = 25
    /// How long events are kept for a reader that comes back, in microseconds.
    static let patience = 30_000_000

    /// One event as it is sent.
    public struct Event {
        let name: String
        let data: [UInt8]

        /// An event of a kind, with its data as JSON without line feeds.
        public init(_ name: String, data: [UInt8]) {
            self.name = name
            self.data = data
        }
    }

    /// Whether anybody looks, or has just looked.
    private(set) var isOpen = false
    private var changes = EventChanges()
    private var requestsBefore = 0
    /// The events that are kept, the oldest first, and the number of the oldest, from 1.
    private var kept: [[UInt8]] = []
    private var first = 1
    private var keptBytes = 0
    private var readers: [EventReader] = []
    /// When the events were written last, and when the last reader has left.
    private var (written, left) = (0, 0)
    /// Tells ids of this process from those of another.
    private var epoch = ""

    init() {}

    // MARK: - What happens

    /// Another request has been answered.
    func noteRequest() {
        changes.requests += 1
    }

    /// A transition has run.
    func note(_ transition: RanTransition) {
        guard isOpen else { return }
        if changes.transitions.count == Self.mostAtOnce {
            changes.transitions.removeFirst()
            changes.skippedTransitions += 1
        }
        changes.transitions.append(transition)
    }

    /// The clock was set, moved or changed.
    func noteClock() {
        if isOpen { changes.clock = true }
    }

    /// A delivery was planned, sent or ended.
    func noteDelivery(_ id: Int) {
        guard isOpen, !changes.deliveries.contains(id) else { return }
        if changes.deliveries.count == Self.mostAtOnce { changes.deliveries.removeFirst() }
        changes.deliveries.append(id)
    }

    /// The world was exchanged as a whole.
    func noteWorld(_ change: EventChanges.WorldChange) {
        if isOpen { changes.world = change }
    }

    /// What was noted since the last commit has not happened.
    func takeBack() {
        changes.transitions = []
        changes.deliveries = []
    }

    // MARK: - Writing

    /// Whether something is to be written.
    var hasChanges: Bool { !changes.isEmpty }

    /// Microseconds until ``write(at:_:)`` is due; nil while there is nothing to write.
    func wait(at wall: Int) -> Int? { hasChanges ? max(0, written + Self.interval - wall) : nil }

    /// Writes what has happened, unless that was done just before.
    ///
    /// - Returns: whether the feed is still open: not when nobody has looked for a while.
    func write(at wall: Int, _ events: (EventChanges) -> [Event]) -> Bool {
        if readers.isEmpty, wall - left > Self.patience {
            close()
            return false
        }
        guard hasChanges, wall - written >= Self.interval else { return true }
        written = wall
        for event in events(changes) { keep(event) }
        changes = EventChanges()
        for reader in readers { reader.onChange?() }
        return true
    }

    private func keep(_ event: Event) {
        let head = "id: \(epoch)-\(first + kept.count)\nevent: \(event.name)\ndata: "
        let bytes = Array(head.utf8) + event.data + [0x0A, 0x0A]
        kept.append(bytes)
        keptBytes += bytes.count
        var dropped = 0
        while kept.count - dropped > Self.capacity || keptBytes > Self.maximumBytes, dropped < kept.count - 1 {
            keptBytes -= kept[dropped].count
            dropped += 1
        }
        guard dropped > 0 else { return }
        kept.removeFirst(dropped)
        first += dropped
    }

    // MARK: - Reading

    /// A new reader.
    ///
    /// - Parameters:
    ///   - lastID: the id of the last event that it knows, if it comes back.
    ///   - epoch: tells the ids of this process from those of another.
    ///   - greeting: an event for this reader alone.
    /// - Throws: ``Problem`` 409 when there are too many readers.
    func read(after lastID: String?, epoch: String, greeting: Event) throws -> EventReader {
        guard readers.count < Self.maximumReaders else {
            throw Problem.conflict("This tenant already has \(Self.maximumReaders) readers of its events.")
        }
        self.epoch = epoch
        isOpen = true
        let next = first + kept.count
        var start = next
        var hasGap = false
        if let lastID {
            let known = lastID.hasPrefix(epoch + "-") ? Int(lastID.dropFirst(epoch.count + 1)) : nil
            if let known, known < next, known + 1 >= first { start = known + 1 } else { hasGap = true }
        }
        let head = "retry: 1000\nid: \(epoch)-\(start - 1)\nevent: \(greeting.name)\ndata: "
        let reader = EventReader(
            feed: self, position: start, greeting: Array(head.utf8) + greeting.data + [0x0A, 0x0A], hasGap: hasGap)
        readers.append(reader)
        return reader
    }

    /// The events from a number on, about `maximum` bytes of them, and how many before them are no longer kept.
    func events(from position: Int, maximum: Int) -> (bytes: [UInt8], next: Int, lost: Int) {
        let start = max(position, first)
        var bytes: [UInt8] = []
        var next = start
        while next < first + kept.count, bytes.isEmpty || bytes.count + kept[next - first].count <= maximum {
            bytes += kept[next - first]
            next += 1
        }
        return (bytes, next, start - position)
    }

    func remove(_ reader: EventReader, at wall: Int) {
        readers.removeAll { $0 === reader }
        left = wall
    }

    /// Ends every reader, because the tenant is gone.
    func end() {
        let all = readers
        readers = []
        close()
        for reader in all { reader.finish() }
    }

    private func close() {
        isOpen = false
        changes = EventChanges()
        first += kept.count
        kept = []
        keptBytes = 0
    }
}
