// What a tenant was asked and what it answered: a bounded ring in memory.

import Contract
import HTTP

/// One request as the journal remembers it.
public struct JournalEntry: Sendable {
    /// Number of the request within its tenant, from 1.
    public let id: Int
    /// When it came, on the tenant's clock.
    public let at: Instant
    /// Platform id.
    public let platform: String
    /// Operation id; nil when no operation matched.
    public let operation: String?
    /// Method, target and headers as they came.
    public let head: RequestHead
    /// The body, or what is kept of it.
    public internal(set) var body: JournalBody
    /// Status of the answer; 0 when its upload was cut.
    public internal(set) var status: Int
    /// Wall time from the complete request to the answer's release, in microseconds.
    public internal(set) var duration: Int
    /// Why it was refused or failed, if it was.
    public internal(set) var problem: Problem?

    /// The fault that was planned for it, if one was.
    public let fault: String?

    /// How much memory it takes, in bytes and by and large.
    var size: Int { head.target.raw.utf8.count + head.headers.byteCount + body.keptBytes }

    /// In one word: answered, refused (the contract or a check objects), unmatched (no such operation), failed.
    public var verdict: String {
        switch status {
        case 500..., 0: "failed"
        case 400...: operation == nil ? "unmatched" : "refused"
        default: "answered"
        }
    }
}

/// The last requests of one tenant, bounded in number and in bytes.
public final class Journal {
    /// How many bytes of heads and bodies are kept; the oldest bodies go first, then the oldest requests.
    public static let maximumBytes = 16 << 20

    /// How many requests are remembered.
    public let capacity: Int
    /// Requests by their place modulo the capacity; nil where one has gone.
    private var slots: [JournalEntry?] = []
    /// The places of the oldest remembered request, of the oldest that still has its body, and behind the newest.
    private var (oldest, oldestWithBody, end) = (0, 0, 0)
    private var bytes = 0
    /// How many requests have come in all.
    public private(set) var total = 0

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// Takes the next request's number.
    func number() -> Int {
        total += 1
        return total
    }

    func record(_ entry: JournalEntry) {
        if end - oldest == capacity { dropOldest() }
        if slots.count < capacity {
            slots.append(entry)
        } else {
            slots[end % capacity] = entry
        }
        end += 1
        bytes += entry.size
        while bytes > Self.maximumBytes, oldestWithBody < end - 1 { dropOldestBody() }
        while bytes > Self.maximumBytes, oldest < end - 1 { dropOldest() }
    }

    /// Says of a request that its turn could not be committed.
    func amend(id: Int, problem: Problem) {
        guard let slot = slots.firstIndex(where: { $0?.id == id }) else { return }
        slots[slot]?.status = problem.status
        slots[slot]?.problem = problem
    }

    /// The remembered request with that number; nil when it is forgotten or has not come.
    public func entry(_ id: Int) -> JournalEntry? {
        slots.first { $0?.id == id } ?? nil
    }

    /// The remembered requests, newest first.
    public var newestFirst: [JournalEntry] {
        (oldest..<end).reversed().compactMap { slots[$0 % capacity] }
    }

    /// Forgets the requests; numbers go on.
    public func forget() {
        slots = []
        (oldest, oldestWithBody, end) = (0, 0, 0)
        bytes = 0
    }

    /// Forgets everything and counts from 1 again.
    func clear() {
        forget()
        total = 0
    }

    private func dropOldestBody() {
        let slot = oldestWithBody % capacity
        bytes -= slots[slot]?.body.keptBytes ?? 0
        slots[slot]?.body.drop()
        oldestWithBody += 1
    }

    private func dropOldest() {
        bytes -= slots[oldest % capacity]?.size ?? 0
        slots[oldest % capacity] = nil
        oldest += 1
        oldestWithBody = max(oldestWithBody, oldest)
    }
}
