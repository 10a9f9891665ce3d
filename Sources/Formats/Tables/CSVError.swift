// Why a CSV text could not be read.

/// A CSV text that is malformed or too large.
public struct CSVError: Error, Sendable, Equatable {
    /// What is wrong.
    public enum Kind: Error, Sendable, Equatable {
        /// A quoted field is not closed.
        case openQuote
        /// Something other than a separator follows a closing quote.
        case textAfterQuote
        /// A quote stands inside a field that is not quoted.
        case strayQuote
        /// The bytes are no UTF-8.
        case invalidUTF8
        /// More fields in a record than may be.
        case tooManyFields(limit: Int)
        /// A longer field than may be.
        case fieldTooLong(limit: Int)
        /// More records than may be.
        case tooManyRecords(limit: Int)
        /// More fields in the whole text than may be kept at once.
        case tooManyCells(limit: Int)
    }

    /// What is wrong.
    public let kind: Kind
    /// The line of the text where the record began, from 1.
    public let line: Int

    /// One sentence for people.
    public var message: String {
        let reason =
            switch kind {
            case .openQuote: "a quoted field is not closed"
            case .textAfterQuote: "text follows a closing quote"
            case .strayQuote: "a quote stands inside a field that is not quoted"
            case .invalidUTF8: "the text is not UTF-8"
            case .tooManyFields(let limit): "a record has more than \(limit) fields"
            case .fieldTooLong(let limit): "a field has more than \(limit) bytes"
            case .tooManyRecords(let limit): "the text has more than \(limit) records"
            case .tooManyCells(let limit): "the text has more than \(limit) fields"
            }
        return "The CSV cannot be read: \(reason) (record on line \(line))."
    }
}
