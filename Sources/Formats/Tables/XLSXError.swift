// What can be wrong with a spreadsheet that somebody else made.

/// A spreadsheet that cannot be read, or is too large.
public enum XLSXError: Error, Sendable, Equatable {
    /// The package around it is broken.
    case package(ZipError)
    /// A part that a workbook must have is missing; its name.
    case missingPart(String)
    /// A part is no proper XML, or has a document type declaration; its name.
    case malformed(String)
    /// A cell refers to a shared text that does not exist, or names no cell; the row's number.
    case badCell(row: Int)
    /// More cells than may be, empty ones between used ones included.
    case tooManyCells(limit: Int)
    /// More rows than may be.
    case tooManyRows(limit: Int)

    /// One sentence for people.
    public var message: String {
        switch self {
        case .package(let error): error.message
        case .missingPart(let name): "The workbook has no part \(name)."
        case .malformed(let name): "The workbook's part \(name) is not proper XML."
        case .badCell(let row): "Row \(row) of the sheet has a cell that cannot be read."
        case .tooManyCells(let limit): "The sheet has more than \(limit) cells."
        case .tooManyRows(let limit): "The sheet has more than \(limit) rows."
        }
    }
}
