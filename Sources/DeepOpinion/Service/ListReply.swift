// Answers with lists of records.

import Emulator
import JSON
import Store

/// Lists that are read and written in slices.
enum ListReply {
    /// Answers with a bare array or, if that has a name, with an envelope.
    static func reply<Record>(
        _ call: Call, _ walk: RecordWalk<Record>, envelope: StaticString? = nil,
        write: @escaping (Record, inout JSONWriter) throws -> Void
    ) throws -> Reply {
        let range = ListRange(call)
        let database = call.database
        var walk = walk
        var hasBegun = false
        return try .sliced { writer in
            if !hasBegun { begin(envelope, into: &writer) }
            hasBegun = true
            var budget = SliceBudget(writer)
            while writer.count < SliceBudget.mostBytes {
                guard budget.take(1, writer) else { return false }
                guard let record = try walk.next(database) else { break }
                try write(record, &writer)
            }
            try end(envelope, range, count: walk.count, hasMore: walk.hasMore(database), into: &writer)
            return true
        }
    }

    /// Opens the array, in an envelope if it has a name.
    static func begin(_ envelope: StaticString?, into writer: inout JSONWriter) {
        if let envelope {
            writer.beginObject()
            writer.key(envelope)
        }
        writer.beginArray()
    }

    /// Closes the array, and its envelope.
    static func end(
        _ envelope: StaticString?, _ range: ListRange, count: Int, hasMore: Bool, into writer: inout JSONWriter
    ) {
        writer.endArray()
        if envelope != nil { Envelope.end(range, count: count, hasMore: hasMore, into: &writer) }
    }
}
