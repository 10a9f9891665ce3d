// A cell of a spreadsheet.

/// The value of a cell. A formula counts as its last value, a date as a number.
public enum XLSXCell: Sendable, Equatable {
    /// Nothing.
    case empty
    /// A string.
    case text(String)
    /// A number.
    case number(Double)
    /// A Boolean.
    case bool(Bool)
}
