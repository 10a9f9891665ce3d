// Downloads of documents as tables: one record for each tag, and one for each segment without tags.

import Emulator
import JSON
import Store

/// Gathers documents for downloads.
enum DocumentDownload {
    private static let columns = ["id", "text", "segment_text", "span_start", "span_end", "class", "label"]
    private static let step = 100

    /// Answers with the documents of some lists, one after the other, each with its own tags.
    ///
    /// - Parameter name: name of the file without extension.
    static func reply(_ call: Call, name: String, _ sources: [(source: DocumentList, tags: TagFilter)]) -> Reply {
        var rest = sources[...]
        var position = 0
        let database = call.database
        return TableDownload.reply(call, name: name, columns: columns) { table in
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
        _ record: DocumentRecord, _ writer: DocumentWriter, to table: inout DownloadTable
    ) throws {
        var meta = try record.meta.map { try JSON(parsing: $0).object ?? [:] } ?? [:]
        if meta.keys.contains(where: columns.contains) {
            meta = JSONObject(meta.filter { !columns.contains($0.key) }.map { ($0.key, $0.value) })
        }
        let document: [JSON] = [.int(record.id), .string(record.text)]
        let bytes = Array(record.text.utf8)
        try writer.database.each(SegmentRecord.ofDocument, .int(record.id)) { row in
            let segment = SegmentRecord(row)
            let piece = segment.piece
            let text = String(decoding: piece.slice(of: bytes), as: UTF8.self)
            let cells = document + [.string(text), .int(piece.start), .int(piece.end)]
            var hasTag = false
            try writer.eachTag(ofSegment: segment.id) { tag in
                hasTag = true
                let names = [tag.className, tag.labelName].map { $0.map(JSON.string) ?? .null }
                table.add(cells + names, meta)
            }
            if !hasTag { table.add(cells + [.null, .null], meta) }
        }
    }
}
