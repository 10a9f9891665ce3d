// The parser: strict RFC 8259, one pass over the bytes.

import System

extension JSON {
    /// Parses a JSON text.
    ///
    /// - Throws: ``JSONError`` with the place of the first thing that is wrong.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .default) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, limits: limits)
        self = try parser.parse()
    }

    /// Parses a JSON text.
    public init(parsing text: String, limits: JSONLimits = .default) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Parses a literal of the program.
    public init(parsing text: StaticString, limits: JSONLimits = .default) throws(JSONError) {
        try self.init(parsing: text.description, limits: limits)
    }
}

/// Parses one text.
private struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0
    private var memory = 0

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parse() throws(JSONError) -> JSON {
        guard bytes.count <= limits.maximumBytes else { throw error(.tooLarge(limits.maximumBytes), at: 0) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw error(.byteOrderMark, at: 0) }
        skipSpace()
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw error(.trailingText) }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        switch try current() {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw unexpected()
        }
    }

    /// What a value takes in an array: the memory of one that grows is half empty on the average.
    private static let elementSize = MemoryLayout<JSON>.stride * 3 / 2
    /// The same for a member of an object, and for its place in the index of a large one.
    private static let memberSize = MemoryLayout<JSONObject.Member>.stride * 3 / 2
    private static let indexSize = 64
    /// What the memory of an array, or of a string that is not short, begins with.
    private static let allocationSize = 48
    private static let shortString = 15

    private mutating func charge(_ bytes: Int) throws(JSONError) {
        memory += bytes
        guard memory <= limits.memory else { throw error(.tooManyValues(memory: limits.memory)) }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        guard depth < limits.depth else { throw error(.tooDeep(limits.depth)) }
        depth += 1
        position += 1
        skipSpace()
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws(JSONError) -> JSON {
        var elements: [JSON] = []
        if try current() == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        try charge(Self.allocationSize)
        while true {
            try charge(Self.elementSize)
            elements.append(try value())
            skipSpace()
            switch try current() {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "]"):
                position += 1
                return .array(elements)
            default: throw unexpected()
            }
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        var members = JSONObject()
        if try current() == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        try charge(Self.allocationSize)
        while true {
            let place = position
            guard try current() == UInt8(ascii: "\"") else { throw unexpected() }
            try charge(Self.memberSize + (members.count >= JSONObject.indexThreshold ? Self.indexSize : 0))
            let key = try string()
            if members.contains(key) { throw error(.duplicateKey(key), at: place) }
            skipSpace()
            guard try current() == UInt8(ascii: ":") else { throw unexpected() }
            position += 1
            skipSpace()
            members.append(key, try value())
            skipSpace()
            switch try current() {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "}"):
                position += 1
                return .object(members)
            default: throw unexpected()
            }
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for character in text.description.utf8 {
            guard try current() == character else { throw unexpected() }
            position += 1
        }
        return value
    }

    // MARK: - Strings

    private mutating func string() throws(JSONError) -> String {
        let start = position + 1
        position = JSONEscapes.first(in: bytes.span, from: start)
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        switch bytes[position] {
        case UInt8(ascii: "\""):
            guard let text = text(start..<position) else { throw error(.invalidUTF8, at: start) }
            position += 1
            try charge(text: text)
            return text
        case UInt8(ascii: "\\"): return try escapedString(from: start)
        default: throw error(.controlCharacter)
        }
    }

    /// The text of valid UTF-8. ASCII, which most strings are, needs no validation by the standard library, whose own costs
    /// more than all the rest of a short string.
    private func text(_ place: Range<Int>) -> String? {
        let text = bytes.span.extracting(place)
        return unsafe text.withUnsafeBufferPointer {
            text.isASCII ? unsafe String(decoding: $0, as: UTF8.self) : unsafe String(validating: $0, as: UTF8.self)
        }
    }

    private mutating func charge(text: String) throws(JSONError) {
        if text.utf8.count > Self.shortString { try charge(Self.allocationSize + text.utf8.count) }
    }

    /// Reads the rest of a string from its first escape on.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let result = String(validating: text, as: UTF8.self) else {
                    throw error(.invalidUTF8, at: start)
                }
                try charge(text: result)
                return result
            case UInt8(ascii: "\\"):
                position += 1
                try appendEscape(to: &text)
            case 0..<0x20: throw error(.controlCharacter)
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        let place = position - 1
        let byte = try current()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: UTF8.encode(try scalar(place))?.map { $0 } ?? [])
        default: throw error(.badEscape, at: place)
        }
    }

    private mutating func scalar(_ place: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try hexUnit(place)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw error(.loneSurrogate, at: place) }
        position += 2
        let second = try hexUnit(place)
        guard UTF16.isTrailSurrogate(second) else { throw error(.loneSurrogate, at: place) }
        let value = 0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw error(.loneSurrogate, at: place) }
        return scalar
    }

    private mutating func hexUnit(_ place: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch try current() {
            case let byte where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): digit = byte - 48
            case let byte where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte): digit = byte - 87
            case let byte where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte): digit = byte - 55
            default: throw error(.badEscape, at: place)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    // MARK: - Numbers

    /// Every whole number of so many digits is a double.
    private static let digitsOfDouble = 15

    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let whole = position
        try digits()
        if bytes[whole] == UInt8(ascii: "0"), position - whole > 1 { throw error(.badNumber, at: start) }
        var end = position
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits()
            // A double would not hold a whole number of so many digits.
            isWhole = end - whole > Self.digitsOfDouble && bytes[(end + 1)..<position].allSatisfy { $0 == 48 }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try digits()
        }
        if !isWhole { end = position }
        if isWhole, let value = wholeNumber(start..<end) { return .int(value) }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        if isWhole { return .bigInteger(text) }
        guard let value = Double(text), value.isFinite else { throw error(.numberOutOfRange, at: start) }
        return .double(value)
    }

    private mutating func digits() throws(JSONError) {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(try current()) else { throw error(.badNumber) }
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
    }

    private func wholeNumber(_ range: Range<Int>) -> Int? {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var value = 0
        for index in (isNegative ? range.lowerBound + 1 : range.lowerBound)..<range.upperBound {
            let digit = Int(bytes[index] - 48)
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) =
                isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            if tooLarge || overflow { return nil }
            value = sum
        }
        return value
    }

    // MARK: - Bytes and errors

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func current() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[position]
    }

    private func unexpected() -> JSONError { error(.unexpectedByte(bytes[position])) }

    private func error(_ kind: JSONError.Kind) -> JSONError { error(kind, at: position) }

    private func error(_ kind: JSONError.Kind, at offset: Int) -> JSONError {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        return JSONError(kind: kind, offset: offset, line: line, column: offset - lineStart + 1)
    }
}
