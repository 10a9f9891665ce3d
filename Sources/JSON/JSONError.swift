// Why a text is not JSON, and where.

/// A text is not JSON, or is more of it than is accepted.
public struct JSONError: Error, Sendable, Equatable {
    /// What is wrong.
    public enum Kind: Sendable, Equatable {
        /// The text ends too early.
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpectedByte(UInt8)
        /// Text after the value.
        case trailingText
        /// Not a number as JSON writes them.
        case badNumber
        /// A number beyond what a double can hold.
        case numberOutOfRange
        /// An escape that JSON does not have.
        case badEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// A control character that must be escaped.
        case controlCharacter
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// A name that its object has already.
        case duplicateKey(String)
        /// Arrays and objects nested too deeply.
        case tooDeep(Int)
        /// Too many bytes.
        case tooLarge(Int)
        /// A byte order mark.
        case byteOrderMark
    }

    /// What is wrong.
    public let kind: Kind
    /// Zero-based byte at which it was noticed.
    public let offset: Int
    /// One-based line.
    public let line: Int
    /// One-based byte within the line.
    public let column: Int

    /// One sentence, with the place.
    public var message: String { "\(text) at line \(line), column \(column)." }

    private var text: String {
        switch kind {
        case .unexpectedEnd: "The text ends before the value is complete"
        case .unexpectedByte(let byte): "Unexpected \(Self.name(of: byte))"
        case .trailingText: "Text after the end of the value"
        case .badNumber: "Not a number"
        case .numberOutOfRange: "A number out of range"
        case .badEscape: "Not an escape sequence"
        case .loneSurrogate: "Half of a surrogate pair"
        case .controlCharacter: "A control character that is not escaped"
        case .invalidUTF8: "Bytes that are not UTF-8"
        case .duplicateKey(let key): "Duplicate member \(JSON.string(String(key.prefix(60))).description)"
        case .tooDeep(let limit): "More than \(limit) levels of nesting"
        case .tooLarge(let limit): "More than \(limit) bytes"
        case .byteOrderMark: "A byte order mark"
        }
    }

    private static func name(of byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    }
}
