// Requests that a test means to be refused, so that they are not taken for its mistakes.

import JSON

/// One expectation: which requests may be refused or fail, and how many of them.
public final class ExpectedProblem {
    /// Its number in the tenant, from 1.
    public let id: Int
    /// The definition as it was sent.
    public let definition: JSON
    /// The fewest requests that are expected.
    public let least: Int
    /// The most requests that are expected; nil for any number.
    public let most: Int?
    /// How many requests it has marked.
    public private(set) var came = 0

    /// It concerns the requests with higher numbers.
    private let since: Int
    private let fits: (JournalEntry) -> Bool

    init(id: Int, definition: JSON, counts: ClosedRange<Int>, since: Int, fits: @escaping (JournalEntry) -> Bool) {
        self.id = id
        self.definition = definition
        least = counts.lowerBound
        most = counts.upperBound == .max ? nil : counts.upperBound
        self.since = since
        self.fits = fits
    }

    /// Whether as many requests came as are expected.
    public var isMet: Bool { came >= least }

    func take(_ entry: JournalEntry) -> Bool {
        guard entry.id > since, came < most ?? .max, fits(entry) else { return false }
        came += 1
        return true
    }

    func giveBack() {
        came -= 1
    }
}
