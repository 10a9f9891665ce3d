// Indexed identities: unknown faces that jobs have found and people can name.

import Emulator
import JSON
import Store

/// Indexed identities (specification, section 10). Jobs add them through ``FaceIndex``.
enum IndexedIdentities {
    static let handlers: [String: Handler] = [
        "listIndexedIdentities": list,
        "getIndexedIdentity": get,
        "updateIndexedIdentity": update,
        "deleteIndexedIdentity": delete,
    ]

    private static let columns: SQL = "seq, label, image, created, updated"

    private static func list(_ call: Call) throws -> Reply {
        let collection = try IndexCollections.number(call)
        let total = try call.database.scalarInt(
            "SELECT value FROM counters WHERE name = ?", .text("deepva_indexed_identities:\(collection)"))
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_indexed_identities WHERE collection = ? ORDER BY seq LIMIT ? OFFSET ?",
                .int(collection), .int(call.page.limit), .int(call.page.offset)
            ) { write($0, call, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        let (collection, seq) = try place(call)
        let reply = try call.database.first(
            "SELECT \(columns) FROM deepva_indexed_identities WHERE seq = ? AND collection = ?", .int(seq),
            .int(collection)
        ) { row in
            Reply.json { write(row, call, into: &$0) }
        }
        guard let reply else { throw Problem.unknownIdentity }
        return reply
    }

    private static func update(_ call: Call) throws -> Reply {
        let (collection, seq) = try place(call)
        try call.database.execute(
            "UPDATE deepva_indexed_identities SET label = ?, updated = ? WHERE seq = ? AND collection = ?",
            .text(call.body["label"]?.string ?? ""), .int(call.now.microseconds), .int(seq), .int(collection))
        return try get(call)
    }

    private static func delete(_ call: Call) throws -> Reply {
        let (collection, seq) = try place(call)
        try call.database.execute(
            "DELETE FROM deepva_indexed_identities WHERE seq = ? AND collection = ?", .int(seq), .int(collection))
        guard call.database.changes > 0 else { throw Problem.unknownIdentity }
        return .json(["message": "Indexed identity has been deleted"])
    }

    /// The row numbers of collection and identity in the path. An id has no leading zeros or signs.
    private static func place(_ call: Call) throws -> (collection: Int, seq: Int) {
        let text = call.path("index_id")
        guard let seq = Int(text), String(seq) == text else { throw Problem.unknownIdentity }
        return (try IndexCollections.number(call), seq)
    }

    private static func write(_ row: borrowing Row, _ call: Call, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("index_id", String(row.int(0)))
        writer.field("label", row.text(1))
        writer.field("collection_name", call.path("collection_name"))
        writer.key("thumbnail")
        writer.beginObject()
        writer.field("image", row.text(2))
        writer.key("meta")
        writer.beginObject()
        writer.endObject()
        writer.endObject()
        writer.key("time_created")
        writer.instant(Instant(microseconds: row.int(3)).truncatedToMilliseconds, .spaced)
        writer.key("time_updated")
        writer.instant(Instant(microseconds: row.int(4)).truncatedToMilliseconds, .spaced)
        writer.endObject()
    }
}
