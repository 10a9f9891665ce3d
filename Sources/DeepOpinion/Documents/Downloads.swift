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

    /// A table in the making. Its records are kept as text, a few buffers in all: a million small values would take
    /// long to give back, and that on the loop.
    struct Table: Sendable {
        /// The columns so far, in order; records may add some.
        private(set) var columns: [String]
        private var buffers: [[UInt8]] = []
        private var indexes: [String: Int]
        private static let bufferSize = 256 << 10

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
            var writer = JSONWriter(reserving: 256)
            writer.value(.array(record))
            if buffers.last.map({ $0.count + writer.bytes.count > Self.bufferSize }) ?? true {
                buffers.append([])
                buffers[buffers.count - 1].reserveCapacity(Self.bufferSize)
            }
            buffers[buffers.count - 1] += writer.bytes
            buffers[buffers.count - 1].append(0x0A)
        }

        /// Calls `body` with the cells of every record, in order.
        func eachRecord(_ body: ([JSON]) throws -> Void) throws {
            for line in buffers.lazy.flatMap({ $0.split(separator: 0x0A) }) {
                try body(JSON(parsing: Array(line)).array ?? [])
            }
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
