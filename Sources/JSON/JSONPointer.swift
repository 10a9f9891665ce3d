// JSON Pointer: a place in a JSON value (RFC 6901).

/// The path from a value to one inside it.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The names and indexes of the path, unescaped.
    public var tokens: [String]

    /// Creates a pointer from unescaped tokens.
    public init(tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Parses a pointer; nil if the text is not one.
    public init?(parsing text: String) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        tokens = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = Self.unescape(part) else { return nil }
            tokens.append(token)
        }
    }

    /// The pointer as text, escaped.
    public var description: String { tokens.map { "/" + Self.escape($0) }.joined() }

    /// The pointer to a place one step further.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    /// A token as it stands in a pointer: `~` and `/` escaped.
    public static func escape(_ token: String) -> String {
        var result = ""
        for character in token.unicodeScalars {
            switch character {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    private static func unescape(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var iterator = part.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch iterator.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSON {
    /// The value at a pointer; nil if there is none.
    public func value(at pointer: JSONPointer) -> JSON? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object: guard let next = value[token] else { return nil }; value = next
            case .array:
                guard let index = Int(token), String(index) == token, let next = value[index] else { return nil }
                value = next
            default: return nil
            }
        }
        return value
    }
}
