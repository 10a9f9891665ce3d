// Pages of documents: found at once where they can be, in slices of bounded work where they cannot.

import Emulator
import JSON
import Store

/// One page of documents.
struct DocumentPage {
    /// Its documents.
    let documents: [DocumentWriter.Record]
    /// Whether there are more behind it.
    let hasMore: Bool

    /// How many positions are looked at in one go.
    private static let window = 2000

    /// Answers with the page that `offset` and `limit` of the request ask for.
    ///
    /// - Parameters:
    ///   - source: whose documents.
    ///   - condition: which of them.
    ///   - reply: makes the answer of the page.
    static func reply(
        _ call: Call, _ source: DocumentList, where condition: DocumentList.Condition = .none,
        _ reply: @escaping (DocumentPage) throws -> Reply
    ) throws -> Reply {
        let page = call.page
        if condition.isEmpty, source.isDense {
            guard page.offset < source.end else { return try reply(DocumentPage(documents: [], hasMore: false)) }
            let documents = try source.documents(
                in: page.offset..<source.end, where: condition, limit: page.limit, call.database)
            return try reply(
                DocumentPage(documents: documents, hasMore: source.end - page.offset > documents.count))
        }
        var search = Search(source: source, condition: condition, page: page)
        if let found = try search.step(call.database) { return try reply(found) }
        return .slices {
            guard let found = try search.step(call.database) else { return .again }
            return .done(try reply(found))
        }
    }

    /// A walk through the positions of a source.
    private struct Search {
        let source: DocumentList
        let condition: DocumentList.Condition
        let page: PageRequest
        private var position = 0
        private var skipped = 0
        private var found: [DocumentWriter.Record] = []

        init(source: DocumentList, condition: DocumentList.Condition, page: PageRequest) {
            self.source = source
            self.condition = condition
            self.page = page
        }

        /// Looks at the next window; the page, once it is complete.
        mutating func step(_ database: Database) throws -> DocumentPage? {
            let positions = position..<min(position + DocumentPage.window, max(position, source.end))
            position = positions.upperBound
            if skipped < page.offset {
                let count = try source.count(in: positions, where: condition, database)
                if skipped + count <= page.offset {
                    skipped += count
                } else {
                    try take(positions, leaving: page.offset - skipped, database)
                    skipped = page.offset
                }
            } else {
                try take(positions, leaving: 0, database)
            }
            if found.count > page.limit {
                return DocumentPage(documents: Array(found.prefix(page.limit)), hasMore: true)
            }
            return position >= source.end ? DocumentPage(documents: found, hasMore: false) : nil
        }

        private mutating func take(_ positions: Range<Int>, leaving count: Int, _ database: Database) throws {
            let wanted = page.limit + 1 - found.count + count
            found += try source.documents(in: positions, where: condition, limit: wanted, database).dropFirst(count)
        }
    }

    /// Writes the page as an envelope `{documents, has_more, offset, limit, count}`.
    func envelope(_ call: Call, _ documents: DocumentWriter) throws -> Reply {
        try .json { writer in
            writer.beginObject()
            writer.key("documents")
            try write(documents, into: &writer)
            writer.field("has_more", hasMore)
            writer.field("offset", call.page.offset)
            writer.field("limit", call.page.limit)
            writer.field("count", self.documents.count)
            writer.endObject()
        }
    }

    /// Writes the documents of the page as an array.
    func write(_ writerOfDocuments: DocumentWriter, into writer: inout JSONWriter) throws {
        writer.beginArray()
        for document in documents { try writerOfDocuments.write(document, into: &writer) }
        writer.endArray()
    }
}
