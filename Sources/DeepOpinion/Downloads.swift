// Downloads: records gathered on the loop in slices, encoded on the thread pool.

import Emulator
import Formats
import JSON
import Store
import System

/// Answers with tables as files (specification, "Downloads").
enum Downloads {
    /// What gathering came to.
    enum Progress {
        /// There is more to gather.
        case more
        /// Every record is there.
        case complete
    }

    /// A table in the making.
    struct Table: Sendable {
        /// The columns so far, in order; records may add some.
        private(set) var columns: [String]
        private(set) var records: [[JSON]] = []
        private var indexes: [String: Int]

        init(columns: [String]) {
            self.columns = columns
            indexes = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        }

        /// Adds a record: cells of the first columns, then further members by name.
        mutating func add(_ cells: [JSON], _ further: JSONObject = [:]) {
            var record = cells
            for (key, value) in further {
                let index = indexes[key] ?? columns.count
                if index == columns.count {
                    columns.append(key)
                    indexes[key] = index
                }
                while record.count <= index { record.append(.null) }
                record[index] = value
            }
            records.append(record)
        }
    }

    /// Answers with a table.
    ///
    /// - Parameters:
    ///   - name: name of the file without extension; spaces and unusual characters are replaced.
    ///   - columns: the first columns.
    ///   - gather: adds some records, a few hundred at a time, until it says that all are there.
    static func reply(
        _ call: Call, name: String, columns: [String], gather: @escaping (inout Table) throws -> Progress
    ) -> Reply {
        let format = TableFormat(rawValue: call.parameters["format"]?.string ?? "") ?? .csv
        let file = fileName(name) + "." + format.rawValue
        let modified = call.now.unixSeconds
        var table = Table(columns: columns)
        return .slices {
            guard try gather(&table) == .complete else { return .again }
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
    static func bytes(of table: Table, _ format: TableFormat, modified: Int) throws -> [UInt8] {
        switch format {
        case .csv, .txt:
            var writer = CSVWriter()
            writer.append(table.columns)
            for record in table.records {
                writer.append(table.columns.indices.map { cell(record, $0).flatMap(TableFile.text) ?? "" })
            }
            return writer.bytes
        case .json, .jsonl:
            var bytes: [UInt8] = format == .json ? [UInt8(ascii: "[")] : []
            for (index, record) in table.records.enumerated() {
                var writer = JSONWriter(reserving: 256)
                writer.beginObject()
                for (column, name) in table.columns.enumerated() {
                    writer.key(name)
                    writer.value(cell(record, column) ?? .null)
                }
                writer.endObject()
                if format == .json, index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += writer.bytes
                if format == .jsonl { bytes.append(0x0A) }
            }
            return format == .json ? bytes + [UInt8(ascii: "]")] : bytes
        case .xlsx:
            var writer = XLSXWriter()
            writer.append(table.columns.map { .text($0) })
            for record in table.records { writer.append(record.map(sheetCell)) }
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

    /// A name without spaces and whatever a header or a file system would not like.
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
