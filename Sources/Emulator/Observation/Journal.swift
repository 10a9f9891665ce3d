// The last requests of a tenant and their answers: a bounded ring in memory.

import Contract
import HTTP

/// One request in the journal.
public struct JournalEntry: Sendable {
    /// The number of the request in its tenant, from 1.
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
    /// The status of the answer; 0 when the upload was cut.
    public internal(set) var status: Int
    /// Wall time from the complete request to the answer's release, in microseconds.
    public internal(set) var duration: Int
    /// The problem that the request was answered with, if any.
    public internal(set) var problem: Problem?

    /// The planned fault that it got, if any.
    public let fault: String?

    /// Its approximate size in memory in bytes.
    var size: Int { head.target.raw.utf8.count + head.headers.byteCount + body.keptBytes }

    /// The result in one word: answered, refused (by the contract or a check), unmatched (no operation), failed.
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
    /// The bytes of heads and bodies that are kept; the oldest bodies are dropped first, then the oldest requests.
    public static let maximumBytes = 16 << 20

    /// The most requests that are kept.
    public let capacity: Int
    /// Requests by index modulo the capacity; nil where one was dropped.
    private var slots: [JournalEntry?] = []
    /// The indexes of the oldest request, of the oldest that still has its body, and after the newest.
    private var (oldest, oldestWithBody, end) = (0, 0, 0)
    private var bytes = 0
    /// The number of requests received.
    public private(set) var total = 0

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// Assigns the number of the next request.
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

    /// Records that the turn of a request could not be committed.
    func amend(id: Int, problem: Problem) {
        guard let slot = slots.firstIndex(where: { $0?.id == id }) else { return }
        slots[slot]?.status = problem.status
        slots[slot]?.problem = problem
    }

    /// The request with this number; nil when it was dropped or does not exist.
    public func entry(_ id: Int) -> JournalEntry? {
        slots.first { $0?.id == id } ?? nil
    }

    /// The requests, newest first.
    public var newestFirst: [JournalEntry] {
        (oldest..<end).reversed().compactMap { slots[$0 % capacity] }
    }

    /// Drops all requests; the numbering continues.
    public func forget() {
        slots = []
        (oldest, oldestWithBody, end) = (0, 0, 0)
        bytes = 0
    }

    /// Drops all requests and starts the numbering again at 1.
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
