// Why a text is not accepted as JSON, and where.

/// A text is not JSON, or exceeds a limit.
public struct JSONError: Error, Sendable, Equatable {
    /// What is wrong.
    public enum Kind: Sendable, Equatable {
        /// The text ends too early.
        case unexpectedEnd
        /// A byte that is not allowed here.
        case unexpectedByte(UInt8)
        /// Text after the value.
        case trailingText
        /// Not a number as JSON writes them.
        case badNumber
        /// A number that a double cannot hold.
        case numberOutOfRange
        /// An escape that JSON does not know.
        case badEscape
        /// One half of a surrogate pair without the other.
        case loneSurrogate
        /// A control character that must be escaped.
        case controlCharacter
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// A name that occurs twice in one object.
        case duplicateKey(String)
        /// Arrays and objects nested too deeply.
        case tooDeep(Int)
        /// Too many values, which would take too many bytes of memory.
        case tooManyValues(memory: Int)
        /// Too many bytes.
        case tooLarge(Int)
        /// A byte order mark.
        case byteOrderMark
    }

    /// What is wrong.
    public let kind: Kind
    /// The byte at which the error was noticed, counted from 0.
    public let offset: Int
    /// The line, counted from 1.
    public let line: Int
    /// The byte within the line, counted from 1.
    public let column: Int

    /// One sentence with the line and column.
    public var message: String { "\(text) at line \(line), column \(column)." }

    private var text: String {
        switch kind {
        case .unexpectedEnd: "The text ends before the value is complete"
        case .unexpectedByte(let byte): "Unexpected \(Self.name(of: byte))"
        case .trailingText: "Unexpected text after the value"
        case .badNumber: "Invalid number"
        case .numberOutOfRange: "Number out of range"
        case .badEscape: "Invalid escape sequence"
        case .loneSurrogate: "Unpaired surrogate"
        case .controlCharacter: "Unescaped control character"
        case .invalidUTF8: "Invalid UTF-8"
        case .duplicateKey(let key): "Duplicate member \(JSON.string(String(key.prefix(60))).description)"
        case .tooDeep(let limit): "Nested more than \(limit) levels deep"
        case .tooManyValues(let memory): "Too many values: they take more than \(memory) bytes of memory"
        case .tooLarge(let limit): "Longer than \(limit) bytes"
        case .byteOrderMark: "Unexpected byte order mark"
        }
    }

    private static func name(of byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    }
}
