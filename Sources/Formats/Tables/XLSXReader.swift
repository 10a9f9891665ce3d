// Reads the first sheet of a spreadsheet.

import System

/// Reads workbooks (ECMA-376 part 1, section 18): the rows of the first sheet, from top to bottom.
///
/// Everything is bounded: the package by `ZipLimits`, the sheet by rows, cells and the length of a cell, and all of it by
/// a `WorkBudget`. Document types are refused, so that entities cannot expand. A large sheet takes a while: use the pool.
public enum XLSXReader {
    /// The most unpacked bytes of one part.
    public static let maximumPartBytes = 256 << 20
    /// The most rows, which is also the limit of spreadsheet programs.
    public static let maximumRows = 1_048_576
    /// The most cells, counting empty ones between used ones.
    public static let maximumCells = 8_000_000
    /// The longest text of a cell, in bytes. Spreadsheet programs write at most 32,767 characters.
    public static let maximumCellBytes = 1 << 20
    static let maximumColumns = 16_384

    /// Calls `body` with every row that has a cell. A row ends with its last used cell.
    ///
    /// - Throws: `XLSXError`, `WorkError` when the budget is used up, or what `body` throws.
    public static func rows(
        of payload: Payload, budget: WorkBudget = WorkBudget(), _ body: ([XLSXCell]) throws -> Void
    ) throws {
        let workbook = try XLSXWorkbook(payload, budget: budget)
        let sheet = try workbook.firstSheet()
        let texts = try workbook.sharedTexts()
        try workbook.part(sheet) { bytes in
            var sheet = XLSXSheet(bytes, part: sheet, texts: texts, budget: budget)
            try sheet.rows(body)
        }
    }

    /// All rows at once; see `rows(of:budget:_:)`.
    public static func rows(of payload: Payload, budget: WorkBudget = WorkBudget()) throws -> [[XLSXCell]] {
        var result: [[XLSXCell]] = []
        try rows(of: payload, budget: budget) { row in
            try budget.hold(32 + row.count * MemoryLayout<XLSXCell>.stride)
            result.append(row)
        }
        return result
    }
}
