// The expectations of one tenant, in the order in which they were made.

import JSON

/// Marks requests that were refused or failed, and were meant to be. The first expectation that fits takes a request.
public final class ExpectedProblems {
    /// The most expectations of a tenant.
    public static let maximum = 1000

    /// All expectations.
    public private(set) var all: [ExpectedProblem] = []
    private var made = 0

    /// Adds an expectation.
    ///
    /// - Parameters:
    ///   - counts: the fewest and the most requests; `Int.max` for any number.
    ///   - since: the number of the last request that it does not concern.
    ///   - fits: whether a request that was refused or failed is meant.
    /// - Throws: ``Problem`` 409 when there are too many.
    func add(
        _ definition: JSON, counts: ClosedRange<Int>, since: Int, fits: @escaping (JournalEntry) -> Bool
    ) throws -> ExpectedProblem {
        guard all.count < Self.maximum else {
            throw Problem.conflict("This tenant already has \(Self.maximum) expected problems. Delete some first.")
        }
        made += 1
        let expectation = ExpectedProblem(
            id: made, definition: definition, counts: counts, since: since, fits: fits)
        all.append(expectation)
        return expectation
    }

    /// Deletes an expectation. What it has marked stays so.
    ///
    /// - Throws: ``Problem`` 404 when there is none with that number.
    public func remove(_ id: Int) throws {
        guard all.contains(where: { $0.id == id }) else { throw Problem.notFound("Expected problem \(id)") }
        all.removeAll { $0.id == id }
    }

    /// Deletes all expectations. What they have marked stays so.
    public func removeAll() {
        all = []
    }

    /// Deletes all expectations and begins to count again at 1.
    func clear() {
        all = []
        made = 0
    }

    /// The number of the expectation that takes a request; nil when it is no problem, or none expects it.
    func take(_ entry: JournalEntry) -> Int? {
        guard !all.isEmpty, entry.isProblem else { return nil }
        return all.first { $0.take(entry) }?.id
    }

    /// Undoes what ``take(_:)`` has done for a request.
    func giveBack(_ id: Int?) {
        all.first { $0.id == id }?.giveBack()
    }
}
