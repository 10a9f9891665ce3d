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
    public let body: JournalBody
    /// Status of the answer; 0 when its upload was cut.
    public internal(set) var status: Int
    /// Wall time from the complete request to the answer's release, in microseconds.
    public internal(set) var duration: Int
    /// Why it was refused or failed, if it was.
    public internal(set) var problem: Problem?

    /// The fault that was planned for it, if one was.
    public let fault: String?

    /// In one word: answered, refused (the contract or a check objects), unmatched (no such operation), failed.
    public var verdict: String {
        switch status {
        case 500..., 0: "failed"
        case 400...: operation == nil ? "unmatched" : "refused"
        default: "answered"
        }
    }
}

/// The last requests of one tenant.
public final class Journal {
    /// How many requests are remembered.
    public let capacity: Int
    private var ring: [JournalEntry] = []
    private var next = 0
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
        if ring.count < capacity {
            ring.append(entry)
        } else {
            ring[next] = entry
        }
        next = (next + 1) % capacity
    }

    /// Says of a request that its turn could not be committed.
    func amend(id: Int, problem: Problem) {
        guard let index = ring.firstIndex(where: { $0.id == id }) else { return }
        ring[index].status = problem.status
        ring[index].problem = problem
    }

    /// The remembered request with that number; nil when it is forgotten or has not come.
    public func entry(_ id: Int) -> JournalEntry? {
        ring.last { $0.id == id }
    }

    /// The remembered requests, newest first.
    public var newestFirst: [JournalEntry] {
        guard ring.count == capacity else { return ring.reversed() }
        return (ring[next...] + ring[..<next]).reversed()
    }

    /// Forgets the requests; numbers go on.
    public func forget() {
        ring = []
        next = 0
    }

    /// Forgets everything and counts from 1 again.
    func clear() {
        ring = []
        next = 0
        total = 0
    }
}
