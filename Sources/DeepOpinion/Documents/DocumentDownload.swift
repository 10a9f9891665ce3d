// Documents as tables: one record for each tag, or for each segment without any.

import Emulator
import JSON
import Store

/// Downloads of documents.
enum DocumentDownload {
    private static let columns = ["id", "text", "segment_text", "span_start", "span_end", "class", "label"]
    private static let step = 100

    /// Answers with the documents of some sources, one behind the other, each with the tags of its own.
    ///
    /// - Parameter name: name of the file without extension.
    static func reply(_ call: Call, name: String, _ sources: [(source: DocumentList, tags: TagFilter)]) -> Reply {
        var rest = sources[...]
        var position = 0
        let database = call.database
        return Downloads.reply(call, name: name, columns: columns) { table in
            guard let (source, tags) = rest.first else { return .complete }
            let writer = DocumentWriter(database: database, details: DocumentFields("tags"), tags: tags)
            let end = min(position + step, source.end)
            if position < end {
                let records = try source.documents(in: position..<end, where: .none, limit: step, database)
                for record in records { try add(record, writer, to: &table) }
            }
            position = end
            if position >= source.end {
                rest.removeFirst()
                position = 0
            }
            return rest.isEmpty ? .complete : .more
        }
    }

    private static func add(
        _ record: DocumentWriter.Record, _ writer: DocumentWriter, to table: inout Downloads.Table
    ) throws {
        var meta = try record.meta.map { try JSON(parsing: $0).object ?? [:] } ?? [:]
        if meta.keys.contains(where: columns.contains) {
            meta = JSONObject(meta.filter { !columns.contains($0.key) }.map { ($0.key, $0.value) })
        }
        let document: [JSON] = [.int(record.id), .string(record.text)]
        let bytes = Array(record.text.utf8)
        try writer.database.each(
            "SELECT id, span_start, span_end, byte_start, byte_end FROM studio_segments WHERE document = ? ORDER BY span_start, id",
            .int(record.id)
        ) { row in
            let text = String(decoding: DocumentWriter.slice(bytes, row.int(3), row.int(4)), as: UTF8.self)
            let segment = document + [.string(text), .int(row.int(1)), .int(row.int(2))]
            var hasTag = false
            try writer.eachTag(ofSegment: row.int(0)) { tag in
                hasTag = true
                let names = [tag.optionalText(1), tag.optionalText(2)].map { $0.map(JSON.string) ?? .null }
                table.add(segment + names, meta)
            }
            if !hasTag { table.add(segment + [.null, .null], meta) }
        }
    }
}
