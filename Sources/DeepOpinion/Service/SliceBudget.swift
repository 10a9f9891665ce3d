// How much a slice of a list does, and how long an answer gets.

import JSON

/// The work that is left in a slice: a few milliseconds.
struct SliceBudget {
    /// The most bytes of an answer. A list that is longer ends there.
    static let mostBytes = 64 << 20

    private static let bytes = 256 << 10
    private var rows = 200
    private let start: Int

    /// A fresh budget, for a slice that continues this text.
    init(_ writer: borrowing JSONWriter) {
        start = writer.count
    }

    /// Takes some rows from the budget. Returns whether something of it was left.
    mutating func take(_ count: Int, _ writer: borrowing JSONWriter) -> Bool {
        guard rows > 0, writer.count - start < Self.bytes else { return false }
        rows -= count
        return true
    }
}
