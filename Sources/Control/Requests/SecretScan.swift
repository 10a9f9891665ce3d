// Finds secrets in bytes that cannot be parsed: broken JSON, truncated bodies, forms and multipart bodies of other
// types.

/// One pass over bytes. It knows no grammar, only names and what may come between a name and its value.
struct SecretScan {
    /// How many bytes after a name the head of a multipart part may end.
    private static let longestHead = 1024

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The bytes with every value after the name of a secret replaced.
    mutating func redacted() -> [UInt8] {
        var result: [UInt8] = []
        while position < bytes.count {
            guard Self.isName(bytes[position]) else {
                result.append(bytes[position])
                position += 1
                continue
            }
            let start = position
            skip(while: Self.isName)
            let name = bytes[start..<position]
            result += name
            guard name.count <= 100, Redaction.isSecret(String(decoding: name, as: UTF8.self)) else { continue }
            let nameEnd = position
            guard findValue() else {
                position = nameEnd
                continue
            }
            result += bytes[nameEnd..<position]
            let value = position
            skipValue()
            if position > value { result += Redaction.mark.utf8 }
        }
        return result
    }

    /// Moves from a name to its value: after `:` or `=`, or after the empty line that ends the head of a multipart
    /// part.
    private mutating func findValue() -> Bool {
        skip { $0 == UInt8(ascii: "\\") }
        let isQuoted = position < bytes.count && Self.isQuote(bytes[position])
        if isQuoted { position += 1 }
        let line = position
        skip(while: Self.isSpace)
        if position < bytes.count, bytes[position] == UInt8(ascii: ":") || bytes[position] == UInt8(ascii: "=") {
            position += 1
            skip(while: Self.isSpace)
            return true
        }
        guard isQuoted, line < bytes.count, bytes[line] == UInt8(ascii: "\r") || bytes[line] == UInt8(ascii: "\n")
        else {
            return false
        }
        return findEmptyLine(from: line)
    }

    private mutating func findEmptyLine(from line: Int) -> Bool {
        var lineFeeds = 0
        for index in line..<min(bytes.count, line + Self.longestHead) {
            switch bytes[index] {
            case UInt8(ascii: "\n"): lineFeeds += 1
            case UInt8(ascii: "\r"): continue
            default: lineFeeds = 0
            }
            guard lineFeeds == 2 else { continue }
            position = index + 1
            return true
        }
        return false
    }

    /// Moves past a value: quoted text, anything in brackets, or what precedes the next separator.
    private mutating func skipValue() {
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): skipQuoted(byte)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                position += 1
                continue
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard depth > 0 else { return }
                depth -= 1
                position += 1
            case UInt8(ascii: "&"), UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                guard depth > 0 else { return }
                position += 1
                continue
            default:
                position += 1
                continue
            }
            if depth == 0 { return }
        }
    }

    private mutating func skipQuoted(_ quote: UInt8) {
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == quote { break }
        }
        position = min(position, bytes.count)
    }

    private mutating func skip(while matches: (UInt8) -> Bool) {
        while position < bytes.count, matches(bytes[position]) { position += 1 }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
    }
}
