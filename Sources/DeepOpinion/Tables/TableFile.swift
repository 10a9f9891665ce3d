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
    let lines: Payload
    /// How many lines there are.
    let count: Int
    /// The first records, for a preview, without the header and with long cells cut.
    let firstRecords: [[JSON]]

    private static let previewCount = 5
    /// The most characters of a cell in a preview.
    private static let previewLength = 200
    /// The most bytes of lines that are kept in memory.
    private static let maximumInMemory = 16 << 20

    /// Reads a file.
    ///
    /// - Parameter spool: makes a file for the lines; nil keeps them in memory, and takes smaller tables only.
    /// - Throws: ``Problem`` 400 when it does not have its format, or has no records; 413 when it is too large.
    init(
        reading payload: Payload, as format: TableFormat, budget: WorkBudget, spool: (() throws -> File)? = nil
    ) throws {
        guard payload.count <= Self.maximumBytes else {
            throw Problem.fileTooLarge(Self.maximumBytes)
        }
        let lines = TableSpool(maximum: spool == nil ? Self.maximumInMemory : Self.maximumBytes, makeFile: spool)
        var table = try TableBuilder(format: format, spool: lines, budget: budget)
        do {
            try table.read(payload)
        } catch let error as CSVError {
            throw Problem.badFile(error.message)
        } catch let error as JSONError {
            if case .tooManyValues = error.kind { throw Problem.tooMuchInFile(error.message) }
            throw Problem.badFile(error.message)
        } catch let error as XLSXError {
            throw Problem.badFile(error.message)
        } catch let error as WorkError {
            throw Problem.tooMuchWork(error, field: "file")
        }
        try self.init(&table)
    }

    /// A table of records that are objects already.
    init(objects: [JSON], budget: WorkBudget) throws {
        let lines = TableSpool(maximum: Self.maximumInMemory, makeFile: nil)
        var table = try TableBuilder(format: .json, spool: lines, budget: budget)
        try table.add(objects: objects)
        try self.init(&table)
    }

    private init(_ table: inout TableBuilder) throws {
        guard table.count > 0 else { throw Problem.badFile("The file has no records.") }
        format = table.format
        columns = table.columns
        lines = try table.finish()
        count = table.count
        firstRecords = Array(table.first.dropFirst(table.format.hasHeaderLine ? 1 : 0).prefix(Self.previewCount))
    }

    /// A cell as a preview shows it.
    static func previewCell(_ cell: JSON) -> JSON { text(of: cell).map { .string(previewText($0)) } ?? .null }

    /// The beginning of a text, with a mark when something is missing.
    static func previewText(_ text: String) -> String {
        guard text.utf8.count > previewLength else { return text }
        let scalars = text.unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: previewLength, limitedBy: scalars.endIndex)
        guard let end, end < scalars.endIndex else { return text }
        return String(scalars[..<end]) + "…"
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
