// An uploaded table that later requests refer to by its id.

import Emulator
import JSON
import Store

/// An uploaded file that later requests refer to.
struct UploadedFile: Sendable {
    let id: String
    let filename: String
    let format: TableFormat
    let columns: [String]
    let count: Int
    /// The key of its stored lines.
    let content: String

    /// The column that a request selects: by name, by index from 0, else the one named `text`, else the only one.
    ///
    /// - Parameters:
    ///   - hasHeader: whether the first line names the columns; if not, only indexes are known.
    ///   - isOther: whether the column may be one of another table.
    /// - Throws: ``Problem`` 400 for a column that does not exist, or when none is selected and none is obvious.
    func column(name: String?, index: Int?, hasHeader: Bool, isOther: Bool) throws -> Int {
        let hasNames = hasHeader || !format.hasHeaderLine
        if let name {
            if hasNames, let index = columns.firstIndex(of: name) { return index }
            guard isOther else {
                throw Problem.badRequest("column_name: The file has no column named \(name).", field: "column_name")
            }
        } else if let index, !isOther {
            guard columns.indices.contains(index) else {
                throw Problem.badRequest("column: The file has no column \(index).", field: "column")
            }
            return index
        }
        if hasNames, let index = columns.firstIndex(of: "text") { return index }
        guard columns.count == 1 else {
            throw Problem.badRequest("column_name: is required, because no column is named text.", field: "column_name")
        }
        return 0
    }
}

extension UploadedFile {
    /// A table that has not been stored.
    init(_ table: TableFile, filename: String) {
        id = ""
        self.filename = filename
        format = table.format
        columns = table.columns
        count = table.count
        content = ""
    }

    /// The columns of ``init(_:)``.
    static let columns: SQL = "id, filename, format, columns_json, record_count, content"

    /// A file from a row of ``columns``.
    init(_ row: borrowing Row) throws {
        id = row.text(0)
        filename = row.text(1)
        format = TableFormat(rawValue: row.text(2)) ?? .json
        columns = try JSON(parsing: row.text(3)).array?.compactMap(\.string) ?? []
        count = row.int(4)
        content = row.text(5)
    }
}
