// Downloads of tables: gathered on the loop in slices, encoded on the thread pool.

import Emulator
import Formats
import JSON
import Store
import System

/// Answers with tables as files (specification, "Downloads").
enum TableDownload {
    /// Whether there is more to gather.
    enum Progress {
        case more
        case complete
    }

    /// Answers with a table.
    ///
    /// - Parameters:
    ///   - name: name of the file without extension; spaces and unusual characters are replaced.
    ///   - columns: the first columns.
    ///   - gather: adds a few hundred records each time it is called, until it returns `complete`.
    static func reply(
        _ call: Call, name: String, columns: [String], gather: @escaping (inout DownloadTable) throws -> Progress
    ) -> Reply {
        let format = TableFormat(rawValue: call.parameters["format"]?.string ?? "") ?? .csv
        let file = fileName(name) + "." + format.rawValue
        let modified = call.now.unixSeconds
        var table = DownloadTable(columns: columns)
        return .slices {
            guard try gather(&table) == .complete else { return .growing(table.memoryBytes) }
            let complete = table
            return .done(
                .later({ try bytes(of: complete, format, modified: modified) }) { bytes in
                    .content(
                        .memory(bytes), mediaType: format.mediaType,
                        headers: [("Content-Disposition", "attachment; filename=\"\(file)\"")])
                })
        }
    }

    /// The table in a format.
    static func bytes(of table: DownloadTable, _ format: TableFormat, modified: Int) throws -> [UInt8] {
        switch format {
        case .csv, .txt:
            var writer = CSVWriter()
            writer.append(table.columns)
            try table.eachRecord { record in
                writer.append(table.columns.indices.map { cell(record, $0).flatMap(TableFile.text) ?? "" })
            }
            return writer.bytes
        case .json, .jsonl:
            var bytes: [UInt8] = format == .json ? [UInt8(ascii: "[")] : []
            var isFirst = true
            try table.eachRecord { record in
                var writer = JSONWriter(reserving: 256)
                writer.beginObject()
                for (column, name) in table.columns.enumerated() {
                    writer.key(name)
                    writer.value(cell(record, column) ?? .null)
                }
                writer.endObject()
                if format == .json, !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                bytes += writer.bytes
                if format == .jsonl { bytes.append(0x0A) }
            }
            return format == .json ? bytes + [UInt8(ascii: "]")] : bytes
        case .xlsx:
            var writer = XLSXWriter()
            writer.append(table.columns.map { .text($0) })
            try table.eachRecord { writer.append($0.map(sheetCell)) }
            return try writer.bytes(modified: modified)
        }
    }

    private static func cell(_ record: [JSON], _ column: Int) -> JSON? {
        column < record.count && !record[column].isNull ? record[column] : nil
    }

    private static func sheetCell(_ cell: JSON) -> XLSXCell {
        switch cell {
        case .null: .empty
        case .bool(let flag): .bool(flag)
        case .int(let number) where abs(number) < 1 << 53: .number(Double(number))
        case .double(let number): .number(number)
        default: TableFile.text(of: cell).map { .text($0) } ?? .empty
        }
    }

    /// A name that is safe in headers and file systems: other characters become underscores.
    static func fileName(_ name: String) -> String {
        let kept = name.unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": Character(scalar)
            default: "_"
            }
        }
        return kept.isEmpty ? "download" : String(kept.prefix(100))
    }
}
