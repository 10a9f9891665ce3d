// Why a CSV text could not be read.

/// A CSV text that is malformed or too large.
public struct CSVError: Error, Sendable, Equatable {
    /// What is wrong.
    public enum Kind: Error, Sendable, Equatable {
        /// A quoted field is not closed.
        case openQuote
        /// Something other than a separator follows a closing quote.
        case textAfterQuote
        /// An unquoted field contains a quote.
        case strayQuote
        /// The bytes are not UTF-8.
        case invalidUTF8
        /// A record has too many fields.
        case tooManyFields(limit: Int)
        /// A field is too long.
        case fieldTooLong(limit: Int)
        /// A record has too many bytes.
        case recordTooLong(limit: Int)
        /// There are too many records.
        case tooManyRecords(limit: Int)
        /// The whole text has too many fields.
        case tooManyCells(limit: Int)
        /// The file with the text cannot be read; with the message of the system.
        case unreadable(String)
    }

    /// What is wrong.
    public let kind: Kind
    /// The line on which the record began, counted from 1.
    public let line: Int

    /// What to tell a user.
    public var message: String {
        let reason =
            switch kind {
            case .openQuote: "a quoted field is not closed"
            case .textAfterQuote: "text follows a closing quote"
            case .strayQuote: "an unquoted field contains a quote"
            case .invalidUTF8: "the text is not UTF-8"
            case .tooManyFields(let limit): "a record has more than \(limit) fields"
            case .fieldTooLong(let limit): "a field has more than \(limit) bytes"
            case .recordTooLong(let limit): "a record has more than \(limit) bytes"
            case .unreadable(let reason): reason
            case .tooManyRecords(let limit): "the text has more than \(limit) records"
            case .tooManyCells(let limit): "the text has more than \(limit) fields"
            }
        return "The CSV cannot be read: \(reason) (record on line \(line))."
    }
}
