// Pages of documents, found and written in slices.

import Emulator
import JSON
import Store

/// Answers with documents.
enum DocumentPage {
    /// How many rows of a budget a search costs.
    private static let search = 50

    /// Answers with the documents that `offset` and `limit` of the request select.
    ///
    /// - Parameters:
    ///   - source: the list of documents.
    ///   - condition: which of them.
    ///   - documents: how they are written.
    ///   - begin: writes what stands before the array.
    ///   - end: writes what stands behind it, given the number of documents and whether there are more.
    static func reply(
        _ call: Call, _ source: DocumentList, where condition: DocumentCondition, _ documents: DocumentWriter,
        begin: @escaping (inout JSONWriter) throws -> Void = { _ in },
        end: @escaping (inout JSONWriter, _ count: Int, _ hasMore: Bool) throws -> Void = { _, _, _ in }
    ) throws -> Reply {
        let database = call.database
        var walk = DocumentWalk(source: source, condition: condition, range: ListRange(call))
        var hasBegun = false
        var count = 0
        return try .sliced { writer in
            if !hasBegun {
                try begin(&writer)
                writer.beginArray()
                hasBegun = true
            }
            var budget = SliceBudget(writer)
            func finish(hasMore: Bool) throws -> Bool {
                writer.endArray()
                try end(&writer, count, hasMore)
                return true
            }
            while budget.take(1, writer) {
                guard writer.count < SliceBudget.mostBytes else { return try finish(hasMore: true) }
                switch try walk.next(database) {
                case .document(let number):
                    // It may have been deleted between two slices.
                    guard let record = try DocumentRecord.find(number, database) else { continue }
                    try documents.write(record, into: &writer)
                    count += 1
                case .searching: _ = budget.take(search, writer)
                case .end(let hasMore): return try finish(hasMore: hasMore)
                }
            }
            return false
        }
    }

    /// The same as an envelope `{documents, has_more, offset, limit, count}`.
    static func envelope(
        _ call: Call, _ source: DocumentList, where condition: DocumentCondition, _ documents: DocumentWriter
    ) throws -> Reply {
        let range = ListRange(call)
        return try reply(
            call, source, where: condition, documents,
            begin: { writer in
                writer.beginObject()
                writer.key("documents")
            },
            end: { writer, count, hasMore in
                Envelope.end(range, count: count, hasMore: hasMore, into: &writer)
            })
    }
}
