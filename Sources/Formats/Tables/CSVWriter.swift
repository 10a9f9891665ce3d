// Writes comma-separated values.

/// Appends records to a CSV text (RFC 4180). Lines end with CRLF; fields are quoted where necessary.
public struct CSVWriter: Sendable {
    /// The text so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []
    private let separator: UInt8

    /// Creates an empty text. `separator` is one ASCII character, not a quote or line end.
    public init(separator: Character = ",") {
        guard let separator = separator.asciiValue, separator != UInt8(ascii: "\""), separator != 10, separator != 13
        else { preconditionFailure("A CSV separator must be an ASCII character other than a quote or a line end.") }
        self.separator = separator
    }

    /// Appends one record. A record of a single empty field is written as `""`, so that it is not an empty line.
    public mutating func append(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(separator) }
            append(field, isAlone: fields.count == 1)
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    private mutating func append(_ field: String, isAlone: Bool) {
        let needsQuotes =
            field.utf8.contains { $0 == separator || $0 == UInt8(ascii: "\"") || $0 == 0x0D || $0 == 0x0A }
            || isAlone && field.isEmpty
        guard needsQuotes else {
            bytes.append(contentsOf: field.utf8)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            bytes.append(byte)
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
