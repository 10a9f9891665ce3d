// The search for a page of documents in steps of bounded work.

import Emulator
import Store

/// A walk through the positions of a list.
struct DocumentSearch {
    /// How many positions are looked at in one step.
    private static let window = 2000

    private let source: DocumentList
    private let condition: DocumentCondition
    private let page: PageRequest
    private var position = 0
    private var skipped = 0
    private var found: [DocumentRecord] = []

    init(source: DocumentList, condition: DocumentCondition, page: PageRequest) {
        self.source = source
        self.condition = condition
        self.page = page
    }

    /// Looks at the next window. Returns the page as soon as it is complete.
    mutating func step(_ database: Database) throws -> DocumentPage? {
        let positions = position..<min(position + Self.window, max(position, source.end))
        position = positions.upperBound
        if skipped < page.offset {
            let count = try source.count(in: positions, where: condition, database)
            if skipped + count <= page.offset {
                skipped += count
            } else {
                try collect(positions, skipping: page.offset - skipped, database)
                skipped = page.offset
            }
        } else {
            try collect(positions, skipping: 0, database)
        }
        if found.count > page.limit {
            return DocumentPage(documents: Array(found.prefix(page.limit)), hasMore: true)
        }
        return position >= source.end ? DocumentPage(documents: found, hasMore: false) : nil
    }

    private mutating func collect(_ positions: Range<Int>, skipping count: Int, _ database: Database) throws {
        let wanted = page.limit + 1 - found.count + count
        found += try source.documents(in: positions, where: condition, limit: wanted, database).dropFirst(count)
    }
}
