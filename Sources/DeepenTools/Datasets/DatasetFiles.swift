// Files of a dataset, in frame order. Their ids are paths that may contain slashes.

import Emulator
import JSON
import Store

/// Files (specification, "Files" and "File ids in paths").
enum DatasetFiles {
    static let handlers: [String: Handler] = [
        "listFiles": list,
        "getFile": get,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        var last = -1
        func next(into writer: inout JSONWriter) throws -> Int {
            var count = 0
            try call.database.each(
                """
                SELECT \(DatasetFileRecord.columns) FROM \(DatasetFileRecord.tables)
                WHERE file.dataset = ? AND file.position > ? ORDER BY file.position LIMIT ?
                """,
                .int(dataset.seq), .int(last), .int(Reply.sliceRows)
            ) { row in
                let file = DatasetFileRecord(row)
                file.write(of: dataset, into: &writer)
                last = file.position
                count += 1
            }
            return count
        }
        return try .lists([("files", next)], check: { _ = try call.dataset() })
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, dataset: call.dataset(), file: call.path("fileId"))
    }

    /// One file; also the answer of routes with a suffix, when the suffix turns out to be part of the file's name.
    static func reply(_ call: Call, dataset: DatasetKey, file id: String) throws -> Reply {
        let file = try call.database.first(
            """
            SELECT \(DatasetFileRecord.columns) FROM \(DatasetFileRecord.tables)
            WHERE file.dataset = ? AND file.id = ?
            """,
            .int(dataset.seq), .text(id)
        ) { DatasetFileRecord($0) }
        guard let file else { throw Problem.unknownFile(id) }
        return .json { file.write(of: dataset, into: &$0) }
    }

    /// Whether the dataset has a file of this name.
    static func exists(_ file: String, in dataset: DatasetKey, _ database: Database) throws -> Bool {
        try database.exists(
            "SELECT 1 FROM tools_files WHERE dataset = ? AND id = ?", .int(dataset.seq), .text(file))
    }
}

extension Problem {
    /// 404: no such file.
    static func unknownFile(_ id: String) -> Problem { .notFound("File \(id)") }
}
