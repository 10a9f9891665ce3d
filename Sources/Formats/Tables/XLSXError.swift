// Why a spreadsheet could not be read.

/// A spreadsheet that is malformed or too large.
public enum XLSXError: Error, Sendable, Equatable {
    /// The zip package is damaged.
    case package(ZipError)
    /// A required part is missing; with its name.
    case missingPart(String)
    /// A part is not well-formed XML, or has a document type declaration; with its name.
    case malformed(String)
    /// A cell refers to a missing shared string or has an invalid reference; with the row number.
    case badCell(row: Int)
    /// There are too many cells, counting empty ones between used ones.
    case tooManyCells(limit: Int)
    /// The text of a cell has too many bytes.
    case cellTooLong(limit: Int)
    /// There are too many rows.
    case tooManyRows(limit: Int)

    /// What to tell a user.
    public var message: String {
        switch self {
        case .package(let error): error.message
        case .missingPart(let name): "The workbook has no part \(name)."
        case .malformed(let name): "The part \(name) of the workbook is not well-formed XML."
        case .badCell(let row): "Row \(row) of the sheet has a cell that cannot be read."
        case .tooManyCells(let limit): "The sheet has more than \(limit) cells."
        case .cellTooLong(let limit): "A cell of the workbook has more than \(limit) bytes."
        case .tooManyRows(let limit): "The sheet has more than \(limit) rows."
        }
    }
}
