// Pages of documents: found at once where that is possible, otherwise in steps.

import Emulator
import JSON
import Store

/// One page of documents.
struct DocumentPage {
    /// Its documents.
    let documents: [DocumentRecord]
    /// Whether there are more after it.
    let hasMore: Bool

    /// Answers with the page that `offset` and `limit` of the request select.
    ///
    /// - Parameters:
    ///   - source: the list of documents.
    ///   - condition: which of them.
    ///   - reply: answers with the page.
    static func reply(
        _ call: Call, _ source: DocumentList, where condition: DocumentCondition = .none,
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
        var search = DocumentSearch(source: source, condition: condition, page: page)
        if let found = try search.step(call.database) { return try reply(found) }
        return .slices {
            guard let found = try search.step(call.database) else { return .again }
            return .done(try reply(found))
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
