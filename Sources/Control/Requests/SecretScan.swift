// Finds secrets in bytes that do not parse: broken JSON, cut bodies, forms and multipart bodies under another name.

/// One pass over bytes. It knows names and what may stand between a name and its value, and no grammar.
struct SecretScan {
    /// How far behind a name the head of a multipart part may end.
    private static let longestHead = 1024

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The bytes with every value behind the name of a secret replaced.
    mutating func redacted() -> [UInt8] {
        var result: [UInt8] = []
        while place < bytes.count {
            guard Self.isName(bytes[place]) else {
                result.append(bytes[place])
                place += 1
                continue
            }
            let start = place
            skip(while: Self.isName)
            let name = bytes[start..<place]
            result += name
            guard name.count <= 100, Redaction.isSecret(String(decoding: name, as: UTF8.self)) else { continue }
            let behind = place
            guard findValue() else {
                place = behind
                continue
            }
            result += bytes[behind..<place]
            let value = place
            skipValue()
            if place > value { result += Redaction.mark.utf8 }
        }
        return result
    }

    /// Goes to the value behind a name: behind `:` or `=`, or behind the empty line of a multipart part's head.
    private mutating func findValue() -> Bool {
        skip { $0 == UInt8(ascii: "\\") }
        let isQuoted = place < bytes.count && Self.isQuote(bytes[place])
        if isQuoted { place += 1 }
        let line = place
        skip(while: Self.isSpace)
        if place < bytes.count, bytes[place] == UInt8(ascii: ":") || bytes[place] == UInt8(ascii: "=") {
            place += 1
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
            place = index + 1
            return true
        }
        return false
    }

    /// Goes behind a value: a quoted text, whatever is in brackets, or what comes before the next separator.
    private mutating func skipValue() {
        var depth = 0
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): skipQuoted(byte)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                place += 1
                continue
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard depth > 0 else { return }
                depth -= 1
                place += 1
            case UInt8(ascii: "&"), UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                guard depth > 0 else { return }
                place += 1
                continue
            default:
                place += 1
                continue
            }
            if depth == 0 { return }
        }
    }

    private mutating func skipQuoted(_ quote: UInt8) {
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            place += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == quote { break }
        }
        place = min(place, bytes.count)
    }

    private mutating func skip(while isMeant: (UInt8) -> Bool) {
        while place < bytes.count, isMeant(bytes[place]) { place += 1 }
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
