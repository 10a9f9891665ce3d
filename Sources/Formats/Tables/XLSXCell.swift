// A cell of a spreadsheet.

/// What a cell holds; formulas count as their last value, dates as the numbers that they are.
public enum XLSXCell: Sendable, Equatable {
    /// Nothing.
    case empty
    /// A text.
    case text(String)
    /// A number.
    case number(Double)
    /// A truth value.
    case bool(Bool)
}
