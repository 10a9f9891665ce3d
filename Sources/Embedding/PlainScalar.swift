// The meaning of an unquoted YAML scalar.

import JSON

/// The meaning of an unquoted scalar. Scalars that YAML 1.1 reads differently from their looks are refused, so that a
/// file means the same to every reader.
enum PlainScalar {
    case value(JSON)
    case trap(String)

    init(_ text: String) {
        switch text {
        case "": self = .trap("the value is empty; write null or ''")
        case "true": self = .value(.bool(true))
        case "false": self = .value(.bool(false))
        case "null": self = .value(.null)
        default:
            if Self.words.contains(text.lowercased()) {
                self = .trap("YAML 1.1 reads an unquoted \(text) as another value; quote it, or write true or null")
            } else if let first = text.utf8.first, Self.startsNumber(first) {
                self = Self.number(text)
            } else {
                self = .value(.string(text))
            }
        }
    }

    private static let words: Set<String> = ["yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"]

    private static func startsNumber(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.".utf8.contains(byte)
    }

    /// A number in the grammar of JSON. A text that YAML 1.1 could read as a number or a date is refused.
    private static func number(_ text: String) -> PlainScalar {
        if let number = try? JSON(parsing: text) { return .value(number) }
        let suspicious = text.utf8.allSatisfy { "0123456789+-._:,xXabcdefABCDEFoTtZz \t".utf8.contains($0) }
        let isVersion =
            text.utf8.count { $0 == UInt8(ascii: ".") } > 1
            && text.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
        let lower = text.lowercased()
        let isSpecial = [".inf", "+.inf", "-.inf", ".nan"].contains(lower)
        guard isSpecial || (suspicious && !isVersion && text.utf8.contains { (0x30...0x39).contains($0) }) else {
            return .value(.string(text))
        }
        return .trap("YAML 1.1 may read \(text) as a number or a date; quote it")
    }
}
