// An uploaded table in the form in which it is stored: lines of JSON, each an array with the cells of one record.

import Emulator
import Formats
import JSON
import System

/// A table read from a file, on the thread pool.
struct TableFile: Sendable {
    /// The largest file that is read, in bytes.
    static let maximumBytes = 128 << 20
    /// The most columns.
    static let maximumColumns = 1000

    let format: TableFormat
    /// The names of the columns: the first line's cells, or the members of the objects in the order of their first use.
    let columns: [String]
    /// Lines of cells. In formats with a header line, the first line is the header.
    let lines: [UInt8]
    /// How many lines there are.
    let count: Int
    /// The first records, for a preview, without the header.
    let firstRecords: [[JSON]]

    private static let previewCount = 5

    /// Reads a file.
    ///
    /// - Throws: ``Problem`` 400 when it does not have its format, or has no records; 413 when it is too large.
    init(reading payload: Payload, as format: TableFormat) throws {
        guard payload.count <= Self.maximumBytes else {
            throw Problem.fileTooLarge(Self.maximumBytes)
        }
        var table = TableBuilder(format: format)
        do {
            switch format {
            case .csv: try table.readCSV(payload.bytes(maximum: Self.maximumBytes))
            case .txt: try table.readText(payload.bytes(maximum: Self.maximumBytes))
            case .json: try table.readJSON(payload.bytes(maximum: Self.maximumBytes))
            case .jsonl: try table.readLines(payload.bytes(maximum: Self.maximumBytes))
            case .xlsx: try XLSXReader.rows(of: payload) { table.add($0.map(Self.cell)) }
            }
        } catch let error as CSVError {
            throw Problem.badFile(error.message)
        } catch let error as JSONError {
            throw Problem.badFile(error.message)
        } catch let error as XLSXError {
            throw Problem.badFile(error.message)
        }
        try self.init(table)
    }

    /// A table of records that are objects already.
    init(objects: [JSON]) throws {
        var table = TableBuilder(format: .json)
        try table.add(objects: objects)
        try self.init(table)
    }

    private init(_ table: TableBuilder) throws {
        guard table.count > 0 else { throw Problem.badFile("The file has no records.") }
        guard table.columns.count <= Self.maximumColumns else {
            throw Problem.badFile("The file has more than \(Self.maximumColumns) columns.")
        }
        format = table.format
        columns = table.columns
        lines = table.lines
        count = table.count
        firstRecords = Array(table.first.dropFirst(table.format.hasHeaderLine ? 1 : 0).prefix(Self.previewCount))
    }

    private static func cell(_ cell: XLSXCell) -> JSON {
        switch cell {
        case .empty: .null
        case .text(let text): .string(text)
        case .number(let number): Int(exactly: number).map { .int($0) } ?? .double(number)
        case .bool(let flag): .bool(flag)
        }
    }

    /// A cell as text; nil for an empty one.
    static func text(of cell: JSON) -> String? {
        switch cell {
        case .null: nil
        case .string(let text): text
        default: cell.description
        }
    }
}
