// A walk through the documents of a list in steps of bounded work.

import Store

/// Finds the documents of a list that fit a condition.
struct DocumentWalk {
    /// What a step has found.
    enum Step {
        /// A document, by its number.
        case document(Int)
        /// Nothing yet.
        case searching
        /// The end of the page, and whether there are documents behind it.
        case end(hasMore: Bool)
    }

    /// How many positions are looked at in one step.
    private static let window = 2000

    private let source: DocumentList
    private let condition: DocumentCondition
    private let limit: Int?
    private var position: Int
    private var toSkip: Int
    private var found: ArraySlice<Int> = []
    private var count = 0

    init(source: DocumentList, condition: DocumentCondition, range: ListRange) {
        self.source = source
        self.condition = condition
        limit = range.limit
        // While no position is missing, a page begins at the position that equals its offset.
        let isDirect = condition.isEmpty && source.isDense
        position = isDirect ? min(range.offset, source.end) : 0
        toSkip = isDirect ? 0 : range.offset
    }

    mutating func next(_ database: Database) throws -> Step {
        if let number = found.first {
            if count == limit { return .end(hasMore: true) }
            found.removeFirst()
            count += 1
            return .document(number)
        }
        guard position < source.end else { return .end(hasMore: false) }
        let positions = position..<min(position + Self.window, source.end)
        position = positions.upperBound
        if toSkip > 0 {
            let count = try source.count(in: positions, where: condition, database)
            guard count > toSkip else {
                toSkip -= count
                return .searching
            }
        }
        // One more than the page needs: where that is less than the window has, the rest does not matter.
        let most = limit.map { $0 - count + 1 + toSkip } ?? Self.window
        found = try source.numbers(in: positions, where: condition, limit: most, database)[...].dropFirst(toSkip)
        toSkip = 0
        return .searching
    }
}
