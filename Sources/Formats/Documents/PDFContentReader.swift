// The text operators of one content stream.

import System

/// Walks through one content stream (ISO 32000-1, section 9.4) and collects what it shows, line by line.
struct PDFContentReader {
    private let bytes: [UInt8]
    private let budget: WorkBudget
    private var position = 0
    private var collected: [String] = []
    private var line = ""
    /// The operands since the last operator: texts one after the other, and the last number.
    private var text = ""
    private var number: Double?

    init(_ bytes: [UInt8], budget: WorkBudget) {
        self.bytes = bytes
        self.budget = budget
    }

    mutating func lines() throws(WorkError) -> [String] {
        while position < bytes.count {
            let start = position
            try readToken()
            try budget.step((position - start) / 8 + 1)
        }
        try endLine()
        return collected
    }

    private mutating func readToken() throws(WorkError) {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "("): appendLiteral()
        case UInt8(ascii: "<"):
            if position + 1 < bytes.count, bytes[position + 1] == byte {
                position += 2
            } else {
                appendHexadecimal()
            }
        case UInt8(ascii: "%"): while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+"):
            takeNumber()
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "'"),
            UInt8(ascii: "\""), UInt8(ascii: "/"):
            try operate(word())
        default: position += 1
        }
    }

    private mutating func operate(_ word: ArraySlice<UInt8>) throws(WorkError) {
        guard word.first != UInt8(ascii: "/") else { return }
        // Longer words are no operators of text.
        switch word.count <= 2 ? String(decoding: word, as: UTF8.self) : "" {
        case "Tj", "TJ": line += text
        case "'", "\"":
            try endLine()
            line += text
        case "Td", "TD":
            // A move along the line is a gap; any other move starts a new line.
            if number == 0 {
                if !line.isEmpty { line += " " }
            } else {
                try endLine()
            }
        case "Tm", "T*", "ET": try endLine()
        default: break
        }
        text = ""
        number = nil
    }

    private mutating func endLine() throws(WorkError) {
        let trimmed = line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        if !trimmed.isEmpty {
            try budget.count(values: 1)
            // An array that grows is held twice for a while.
            try budget.hold(3 * MemoryLayout<String>.stride + trimmed.utf8.count)
            collected.append(trimmed)
        }
        line = ""
    }

    private mutating func word() -> ArraySlice<UInt8> {
        let start = position
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "+"):
                position += 1
            default: return bytes[start..<position]
            }
        }
        return bytes[start...]
    }

    private mutating func takeNumber() {
        let start = position
        while position < bytes.count, "+-.0123456789".utf8.contains(bytes[position]) { position += 1 }
        let digits = bytes[start..<position].prefix(64)
        let value = Double(String(decoding: digits, as: UTF8.self)) ?? 0
        number = value
        // In an array of strings, a large negative number is a gap between words.
        if value < -200, !text.isEmpty { text += " " }
    }

    private mutating func appendLiteral() {
        position += 1
        var depth = 1
        var literal: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\\") {
                appendEscape(to: &literal)
                continue
            }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { break }
            literal.append(byte)
        }
        append(literal)
    }

    private mutating func appendEscape(to literal: inout [UInt8]) {
        guard position < bytes.count else { return }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): literal.append(0x0A)
        case UInt8(ascii: "r"): literal.append(0x0D)
        case UInt8(ascii: "t"): literal.append(0x09)
        case UInt8(ascii: "b"), UInt8(ascii: "f"), 0x0A, 0x0D: break
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            var value = Int(byte - UInt8(ascii: "0"))
            var count = 1
            while count < 3, position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(bytes[position]) {
                value = value * 8 + Int(bytes[position] - UInt8(ascii: "0"))
                position += 1
                count += 1
            }
            literal.append(UInt8(truncatingIfNeeded: value))
        default: literal.append(byte)
        }
    }

    private mutating func appendHexadecimal() {
        position += 1
        var literal: [UInt8] = []
        var half: UInt8?
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            if let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue {
                let digit = UInt8(truncatingIfNeeded: digit)
                if let high = half {
                    literal.append(high << 4 | digit)
                    half = nil
                } else {
                    half = digit
                }
            }
            position += 1
        }
        position += 1
        if let half { literal.append(half << 4) }
        append(literal)
    }

    /// Decodes UTF-16 with a byte order mark, else Latin-1, without control characters.
    private mutating func append(_ literal: [UInt8]) {
        if literal.starts(with: [0xFE, 0xFF]) {
            let units = stride(from: 2, to: literal.count - 1, by: 2).map {
                UInt16(literal[$0]) << 8 | UInt16(literal[$0 + 1])
            }
            text += String(decoding: units, as: UTF16.self)
        } else {
            for byte in literal where byte >= 0x20 || byte == 0x09 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
    }
}
