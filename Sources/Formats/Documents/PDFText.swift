// Reads text from PDF documents, as far as it is in content streams and simple encodings.

import Zlib

/// Reads the text of PDF documents (ISO 32000-1, section 9.4). Scanned text and text in custom encodings are not found.
public enum PDFText {
    /// The largest document that is read, in bytes.
    public static let maximumBytes = 64 << 20
    private static let maximumStream = 16 << 20
    private static let maximumPages = 1000

    /// The lines of each page; empty if the bytes are not a PDF. A page without text has no lines.
    public static func pages(of bytes: [UInt8]) -> [[String]] {
        guard bytes.count <= maximumBytes, bytes.starts(with: Array("%PDF-".utf8)) else { return [] }
        var pages: [[String]] = []
        var position = 0
        var budget = maximumBytes
        while budget > 0, let start = find("stream", in: bytes, from: position) {
            // "endstream" ends with the same word.
            guard start < 3 || !bytes[..<start].hasSuffix("end") else {
                position = start + 6
                continue
            }
            var begin = start + 6
            if begin < bytes.count, bytes[begin] == 0x0D { begin += 1 }
            if begin < bytes.count, bytes[begin] == 0x0A { begin += 1 }
            guard let end = find("endstream", in: bytes, from: begin) else { break }
            let head = dictionary(before: start, in: bytes)
            position = end + 9
            guard let content = unpacked(Array(bytes[begin..<end]), head, budget: &budget) else { continue }
            guard find("BT", in: content, from: 0) != nil, find("ET", in: content, from: 0) != nil else { continue }
            var reader = ContentReader(content)
            pages.append(reader.lines())
        }
        let count = pageCount(bytes)
        while pages.count < count { pages.append([]) }
        return Array(pages.prefix(maximumPages))
    }

    /// The number of visible page objects. Those in compressed object streams are not visible.
    private static func pageCount(_ bytes: [UInt8]) -> Int {
        var count = 0
        var position = 0
        while count < maximumPages, let place = find("/Type", in: bytes, from: position) {
            position = place + 5
            var index = position
            while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D {
                index += 1
            }
            let rest = bytes[index..<min(index + 6, bytes.count)]
            if rest.starts(with: Array("/Page".utf8)), rest.count < 6 || rest.last != UInt8(ascii: "s") { count += 1 }
        }
        return max(1, count)
    }

    private static func dictionary(before position: Int, in bytes: [UInt8]) -> String {
        var start = position
        let limit = max(0, position - 2048)
        while start > limit, !bytes[..<start].hasSuffix("obj") { start -= 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// The content of a stream; nil if it is not text or too large. What is unpacked is charged to the budget, even
    /// when it cannot be used.
    private static func unpacked(_ data: [UInt8], _ head: String, budget: inout Int) -> [UInt8]? {
        guard !head.contains("/Image"), !head.contains("/FontFile"), !head.contains("/Length1") else { return nil }
        var data = data
        while let last = data.last, last == 0x0A || last == 0x0D { data.removeLast() }
        if head.contains("/ASCII85Decode") || head.contains("/A85") { data = ascii85(data) }
        if head.contains("/FlateDecode") || head.contains("/Fl ") {
            return try? Inflate.bytes(of: data, maximum: maximumStream, budget: &budget)
        }
        let known = head.contains("/Filter") ? head.contains("/ASCII85Decode") : true
        guard known, data.count <= min(maximumStream, budget) else { return nil }
        budget -= data.count
        return data
    }

    private static func ascii85(_ data: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var group: [UInt32] = []
        func flush(_ group: [UInt32]) {
            var value: UInt32 = 0
            for digit in group + Array(repeating: 84, count: 5 - group.count) { value = value &* 85 &+ digit }
            for shift in 0..<(group.count - 1) {
                output.append(UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * shift)))
            }
        }
        for byte in data {
            switch byte {
            case 0x21...0x75:
                group.append(UInt32(byte - 0x21))
                if group.count == 5 {
                    flush(group)
                    group = []
                }
            case 0x7A where group.isEmpty: output += [0, 0, 0, 0]
            case 0x7E:
                if group.count > 1 { flush(group) }
                return output
            default: continue
            }
        }
        if group.count > 1 { flush(group) }
        return output
    }

    private static func find(_ word: String, in bytes: [UInt8], from start: Int) -> Int? {
        let word = Array(word.utf8)
        guard let first = word.first else { return nil }
        var index = start
        while index + word.count <= bytes.count {
            if bytes[index] == first, bytes[index..<index + word.count].elementsEqual(word) { return index }
            index += 1
        }
        return nil
    }

    /// Walks through one content stream.
    private struct ContentReader {
        private let bytes: [UInt8]
        private var position = 0
        private var collected: [String] = []
        private var line = ""
        private var texts: [String] = []
        private var numbers: [Double] = []

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func lines() -> [String] {
            while position < bytes.count {
                let byte = bytes[position]
                switch byte {
                case UInt8(ascii: "("): texts.append(literal())
                case UInt8(ascii: "<"):
                    if position + 1 < bytes.count, bytes[position + 1] == byte {
                        position += 2
                    } else {
                        texts.append(hexadecimal())
                    }
                case UInt8(ascii: "%"): while position < bytes.count, bytes[position] != 0x0A { position += 1 }
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+"):
                    number()
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "'"),
                    UInt8(ascii: "\""), UInt8(ascii: "/"):
                    operate(word())
                default: position += 1
                }
            }
            endLine()
            return collected
        }

        private mutating func operate(_ word: String) {
            guard !word.hasPrefix("/") else { return }
            switch word {
            case "Tj", "TJ": line += texts.joined()
            case "'", "\"":
                endLine()
                line += texts.joined()
            case "Td", "TD", "Tm":
                // A move along the line is a gap; any other move starts a new line.
                if word != "Tm", numbers.last == 0 {
                    if !line.isEmpty { line += " " }
                } else {
                    endLine()
                }
            case "T*", "ET": endLine()
            default: break
            }
            texts = []
            numbers = []
        }

        private mutating func endLine() {
            let trimmed = line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
            if !trimmed.isEmpty { collected.append(trimmed) }
            line = ""
        }

        private mutating func word() -> String {
            let start = position
            position += 1
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "+"):
                    position += 1
                default: return String(decoding: bytes[start..<position], as: UTF8.self)
                }
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private mutating func number() {
            let start = position
            while position < bytes.count, "+-.0123456789".utf8.contains(bytes[position]) { position += 1 }
            numbers.append(Double(String(decoding: bytes[start..<position], as: UTF8.self)) ?? 0)
            // In an array of strings, a large negative number is a gap between words.
            if let last = numbers.last, last < -200, !texts.isEmpty { texts.append(" ") }
        }

        private mutating func literal() -> String {
            position += 1
            var depth = 1
            var text: [UInt8] = []
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\\") {
                    escape(into: &text)
                } else if byte == UInt8(ascii: "(") {
                    depth += 1
                    text.append(byte)
                } else if byte == UInt8(ascii: ")") {
                    depth -= 1
                    if depth == 0 { break }
                    text.append(byte)
                } else {
                    text.append(byte)
                }
            }
            return Self.decoded(text)
        }

        private mutating func escape(into text: inout [UInt8]) {
            guard position < bytes.count else { return }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "b"), UInt8(ascii: "f"), 0x0A, 0x0D: break
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                var value = Int(byte - UInt8(ascii: "0"))
                var count = 1
                while count < 3, position < bytes.count,
                    (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(bytes[position])
                {
                    value = value * 8 + Int(bytes[position] - UInt8(ascii: "0"))
                    position += 1
                    count += 1
                }
                text.append(UInt8(truncatingIfNeeded: value))
            default: text.append(byte)
            }
        }

        private mutating func hexadecimal() -> String {
            position += 1
            var digits: [UInt8] = []
            while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
                if let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue {
                    digits.append(UInt8(truncatingIfNeeded: digit))
                }
                position += 1
            }
            position += 1
            if digits.count % 2 == 1 { digits.append(0) }
            return Self.decoded(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
        }

        /// Decodes UTF-16 with a byte order mark, else Latin-1, without control characters.
        private static func decoded(_ bytes: [UInt8]) -> String {
            if bytes.starts(with: [0xFE, 0xFF]) {
                let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
                    UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
                }
                return String(decoding: units, as: UTF16.self)
            }
            return String(
                String.UnicodeScalarView(bytes.filter { $0 >= 0x20 || $0 == 0x09 }.map { Unicode.Scalar($0) }))
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ word: String) -> Bool {
        suffix(word.utf8.count).elementsEqual(word.utf8)
    }
}
