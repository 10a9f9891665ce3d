// The last requests of a tenant and their answers: a bounded ring in memory.

import HTTP
import JSON

/// The last requests of one tenant, bounded in number and in bytes.
public final class Journal {
    /// How many requests are remembered when nobody says otherwise.
    public static let defaultCapacity = 1000
    /// The bytes of heads and bodies that are kept; the oldest bodies are dropped first, then the oldest requests.
    public static let maximumBytes = 16 << 20

    /// The most requests that are kept.
    public let capacity: Int
    /// Requests by index modulo the capacity; nil where one was dropped.
    private var slots: [JournalEntry?] = []
    /// The indexes of the oldest request, of the oldest that still has its body, and after the newest.
    private var (oldest, oldestWithBody, end) = (0, 0, 0)
    private var bytes = 0
    /// The good answers of the last requests, by number, until somebody asks: making an answer of the journal for each of
    /// thousands of requests would cost what only a few are looked at for.
    private var noted: [(id: Int, response: Response)?] = []
    private var hasNoted = false
    /// Which problems are expected.
    public let expectations = ExpectedProblems()
    /// The number of requests received.
    public private(set) var total = 0
    /// What went wrong with requests that it had to drop.
    private var droppedProblems = ProblemGroups()

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// Assigns the number of the next request.
    func number() -> Int {
        total += 1
        return total
    }

    func record(_ entry: consuming JournalEntry) {
        if entry.isProblem, let expectation = expectations.take(entry) { entry.expectation = expectation }
        if end - oldest == capacity { dropOldest() }
        bytes += entry.size
        if slots.count < capacity {
            slots.append(consume entry)
        } else {
            slots[end % capacity] = consume entry
        }
        end += 1
        shorten()
    }

    /// Notes a good answer while somebody looks on. It stays with its request if somebody asks before many others come.
    func note(_ response: Response, to id: Int) {
        if noted.isEmpty { noted = Array(repeating: nil, count: EventFeed.mostAtOnce) }
        noted[id % EventFeed.mostAtOnce] = (id, response)
        hasNoted = true
    }

    /// Gives the last requests their answers.
    private func settle() {
        guard hasNoted else { return }
        hasNoted = false
        // Requests end in another order than they began, yet in nearly the same.
        for index in max(oldest, end - 4 * EventFeed.mostAtOnce)..<end {
            guard let id = slots[index % capacity]?.id, let answer = noted[id % EventFeed.mostAtOnce], answer.id == id
            else { continue }
            let kept = JournalAnswer(answer.response)
            bytes += kept.body.keptBytes
            slots[index % capacity]?.answer = kept
        }
        for place in noted.indices { noted[place] = nil }
        shorten()
    }

    private func shorten() {
        while bytes > Self.maximumBytes, oldestWithBody < end - 1 { dropOldestBody() }
        while bytes > Self.maximumBytes, oldest < end - 1 { dropOldest() }
    }

    /// Records that the turn of a request could not be committed.
    func amend(id: Int, problem: Problem) {
        settle()
        guard let slot = slots.firstIndex(where: { $0?.id == id }), var entry = slots[slot] else { return }
        entry.status = problem.status
        entry.problem = problem
        bytes -= entry.answer?.body.keptBytes ?? 0
        entry.answer = nil
        expectations.giveBack(entry.expectation)
        entry.expectation = expectations.take(entry)
        slots[slot] = entry
    }

    /// Marks requests that are refused or fail, and are meant to be: those that come, and those that came after the
    /// request with the number `since`.
    ///
    /// - Parameters:
    ///   - counts: the fewest and the most requests; `Int.max` for any number.
    ///   - fits: whether a request that was refused or failed is meant.
    /// - Throws: ``Problem`` 409 when there are too many expectations.
    public func expect(
        _ definition: JSON, counts: ClosedRange<Int>, since: Int, fits: @escaping (JournalEntry) -> Bool
    ) throws -> ExpectedProblem {
        let expectation = try expectations.add(definition, counts: counts, since: since, fits: fits)
        for index in oldest..<end {
            guard let entry = slots[index % capacity], entry.isProblem, entry.expectation == nil,
                expectation.take(entry)
            else { continue }
            slots[index % capacity]?.expectation = expectation.id
        }
        return expectation
    }

    /// What went wrong and was neither announced nor planned, with requests that were dropped, too.
    public var problems: ProblemGroups {
        var problems = droppedProblems
        for index in oldest..<end {
            if let entry = slots[index % capacity] { problems.add(entry) }
        }
        return problems
    }

    /// The request with this number; nil when it was dropped or does not exist.
    public func entry(_ id: Int) -> JournalEntry? {
        settle()
        return slots.first { $0?.id == id } ?? nil
    }

    /// The requests, newest first.
    public var newestFirst: [JournalEntry] {
        settle()
        return (oldest..<end).reversed().compactMap { slots[$0 % capacity] }
    }

    /// The newest requests, at most `count`, the oldest of them first.
    public func newest(_ count: Int) -> [JournalEntry] {
        settle()
        return (max(oldest, end - count)..<end).compactMap { slots[$0 % capacity] }
    }

    /// Drops all requests, with what was wrong with them; the numbering continues, and expectations stay.
    public func forget() {
        slots = []
        (noted, hasNoted) = ([], false)
        droppedProblems = ProblemGroups()
        (oldest, oldestWithBody, end) = (0, 0, 0)
        bytes = 0
    }

    /// Drops all requests and expectations, and starts the numbering again at 1.
    func clear() {
        forget()
        expectations.clear()
        total = 0
    }

    private func dropOldestBody() {
        let slot = oldestWithBody % capacity
        bytes -= slots[slot]?.dropBodies() ?? 0
        oldestWithBody += 1
    }

    private func dropOldest() {
        let slot = oldest % capacity
        bytes -= slots[slot]?.size ?? 0
        if slots[slot]?.isPlain == false, let entry = slots[slot] { droppedProblems.add(entry) }
        slots[slot] = nil
        oldest += 1
        oldestWithBody = max(oldestWithBody, oldest)
    }
}
