// The formats of schemas: a closed list.

import JSON

/// A format of strings (or, for the numeric ones, a range of numbers).
enum SchemaFormat: String, Sendable, CaseIterable {
    case uuid, uri, date, email, int32, int64, float, double, binary, byte, hostname, ipv4, digits
    case uriReference = "uri-reference"
    case dateTime = "date-time"
    /// A date and a time of day; without an offset it counts as UTC.
    case instant
    /// `2026-01-31 12:00:00.123456` (DeepVA specification, section 1.3, form T1).
    case t1
    /// `2026-01-31T12:00:00.123456Z` (DeepVA specification, section 1.3, form T2).
    case t2
    /// 20 characters out of `[A-Za-z0-9]`.
    case alnum20
    /// 24 characters out of `[A-Za-z0-9]`.
    case alnum24
    /// 32 lower-case hexadecimal digits.
    case hex32
    /// The name of a language: ASCII letters, spaces and hyphens.
    case language
    /// A name that can be one segment of a path: no slashes and no control characters.
    case segment
    /// An event of a job (DeepVA specification, section 5): `on_completed`, or `job.{module}.on_completed`.
    case jobEvent = "job-event"

    /// Whether a string has the format. Formats of numbers accept every string.
    func accepts(_ text: String) -> Bool {
        // Ids are checked on every request.
        if self == .uuid { return Self.isUUID(text) }
        var text = text
        text.makeContiguousUTF8()
        let bytes = Array(text.utf8)
        switch self {
        case .uuid, .int32, .int64, .float, .double, .binary: return true
        case .t1: return Self.matches("dddd-dd-dd dd:dd:dd.dddddd", bytes) && Self.isInstant(bytes)
        case .t2: return Self.matches("dddd-dd-ddTdd:dd:dd.ddddddZ", bytes) && Self.isInstant(bytes)
        case .date: return Self.matches("dddd-dd-dd", bytes) && Self.isDay(bytes)
        case .dateTime: return Self.isDateTime(bytes)
        case .instant: return Self.isDateTime(bytes) || Self.isDateTime(Self.zoned(bytes))
        case .alnum20: return bytes.count == 20 && bytes.allSatisfy(Self.isAlphanumeric)
        case .alnum24: return bytes.count == 24 && bytes.allSatisfy(Self.isAlphanumeric)
        case .hex32: return bytes.count == 32 && bytes.allSatisfy(Self.isLowerHex)
        case .language:
            return !bytes.isEmpty && bytes.allSatisfy { Self.isLetter($0) || $0 == 0x20 || $0 == UInt8(ascii: "-") }
        case .segment: return text.unicodeScalars.allSatisfy { $0 != "/" && $0.properties.generalCategory != .control }
        case .jobEvent: return Self.isJobEvent(text)
        case .digits: return !bytes.isEmpty && bytes.allSatisfy(Self.isDigit)
        case .byte: return Self.isBase64(bytes)
        case .email: return Self.isEmail(bytes)
        case .uri: return Self.isReference(bytes) && Self.hasScheme(bytes)
        case .uriReference: return Self.isReference(bytes)
        case .hostname: return Self.isHostname(bytes)
        case .ipv4: return Self.isIPv4(text)
        }
    }

    /// Whether a number has the format. Formats of strings accept every number.
    func accepts(number: JSON) -> Bool {
        switch self {
        case .int32: number.int.map { Int32(exactly: $0) != nil } ?? false
        case .int64: number.int != nil
        default: true
        }
    }

    /// What the format requires, for messages.
    var text: String {
        switch self {
        case .t1: "a time like 2026-01-31 12:00:00.123456"
        case .t2: "a time like 2026-01-31T12:00:00.123456Z"
        case .instant: "a date and time like 2026-01-31T12:00:00Z"
        case .alnum20: "20 letters or digits"
        case .alnum24: "24 letters or digits"
        case .hex32: "32 lower-case hexadecimal digits"
        case .digits: "digits"
        case .language: "any, auto, or the English name of a language"
        case .segment: "a name without slashes and control characters"
        case .jobEvent:
            "on_started, on_completed, on_failed or on_detailed_result, or job.{module}.{event} with one of them"
        case .byte: "base64"
        case .int32: "an integer of 32 bits"
        case .int64: "an integer of 64 bits"
        default: "the format \(rawValue)"
        }
    }
}

extension SchemaFormat {
    /// A regular expression (ECMA-262) for a format that only we know; nil for the formats of JSON Schema and OpenAPI.
    var pattern: String? {
        switch self {
        case .t1: #"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$"#
        case .t2: #"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$"#
        case .alnum20: "^[A-Za-z0-9]{20}$"
        case .alnum24: "^[A-Za-z0-9]{24}$"
        case .hex32: "^[0-9a-f]{32}$"
        case .digits: "^[0-9]+$"
        case .language: "^[A-Za-z -]+$"
        case .segment: #"^[^/\u0000-\u001F\u007F-\u009F]*$"#
        case .jobEvent:
            #"^(on_(started|completed|failed|detailed_result)|job\.[^.]+\.on_(started|completed|failed|detailed_result|segment_start|segment_end))$"#
        default: nil
        }
    }
}

// Recognisers over bytes.
extension SchemaFormat {
    /// Whether a text has the form of a UUID: hexadecimal digits in either case, and four hyphens (RFC 9562 section 4).
    private static func isUUID(_ text: String) -> Bool {
        let utf8 = text.utf8
        guard utf8.count == 36 else { return false }
        let bytes = utf8.span
        guard bytes[8] == hyphen, bytes[13] == hyphen, bytes[18] == hyphen, bytes[23] == hyphen else { return false }
        var digits = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if isDigit(byte) || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f") { digits += 1 }
        }
        return digits == 32
    }

    private static let hyphen = UInt8(ascii: "-")

    /// `d` stands for a digit, anything else for itself.
    private static func matches(_ pattern: String, _ bytes: [UInt8]) -> Bool {
        let pattern = pattern.utf8
        guard pattern.count == bytes.count else { return false }
        var index = 0
        for want in pattern {
            let byte = bytes[index]
            index += 1
            let fits =
                switch want {
                case UInt8(ascii: "d"): isDigit(byte)
                default: want == byte
                }
            guard fits else { return false }
        }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isLowerHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

    private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        range.reduce(0) { $0 * 10 + Int(bytes[$1] - UInt8(ascii: "0")) }
    }

    /// Whether the first ten bytes, whose shape was checked, are a day of the Gregorian calendar.
    private static func isDay(_ bytes: [UInt8]) -> Bool {
        let (year, month, day) = (number(bytes, 0..<4), number(bytes, 5..<7), number(bytes, 8..<10))
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && day >= 1 && day <= lengths[month - 1]
    }

    /// Whether the first nineteen bytes, whose shape was checked, are a day and a time of day.
    private static func isInstant(_ bytes: [UInt8]) -> Bool {
        isDay(bytes) && number(bytes, 11..<13) < 24 && number(bytes, 14..<16) < 60 && number(bytes, 17..<19) <= 60
    }

    /// RFC 3339 section 5.6.
    private static func isDateTime(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 20, matches("dddd-dd-ddTdd:dd:dd", Array(bytes[..<19]).map { $0 == 0x74 ? 0x54 : $0 }),
            isInstant(bytes)
        else { return false }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let digits = rest.prefix(while: isDigit)
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count)
        }
        if rest.count == 1 { return rest.first.map { $0 | 0x20 } == UInt8(ascii: "z") }
        let zone = Array(rest)
        return (matches("+dd:dd", zone) || matches("-dd:dd", zone)) && number(zone, 1..<3) < 24
            && number(zone, 4..<6) < 60
    }

    /// A time without an offset as one of UTC, with a `T` in place of a space.
    private static func zoned(_ bytes: [UInt8]) -> [UInt8] {
        let hasSpace = bytes.count > 10 && bytes[10] == UInt8(ascii: " ")
        let text = hasSpace ? bytes[..<10] + [UInt8(ascii: "T")] + bytes[11...] : bytes[...]
        let hasOffset = text.count > 19 && text[19...].contains { !isDigit($0) && $0 != UInt8(ascii: ".") }
        return Array(text) + (hasOffset ? [] : [UInt8(ascii: "Z")])
    }

    /// RFC 4648 section 4, with padding.
    private static func isBase64(_ bytes: [UInt8]) -> Bool {
        let body = bytes.reversed().drop { $0 == UInt8(ascii: "=") }
        return bytes.count % 4 == 0 && bytes.count - body.count <= 2
            && body.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    }

    /// One `@` after something and before a name with a dot: what forms usually check.
    private static func isEmail(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy({ $0 > 32 && $0 != 127 }) else { return false }
        return parts[1].contains(UInt8(ascii: ".")) && isHostname(Array(parts[1]))
    }

    /// Only modules for live streams send the two events of segments, and they are named with their module.
    private static func isJobEvent(_ text: String) -> Bool {
        let plain: Set<String> = ["on_started", "on_completed", "on_failed", "on_detailed_result"]
        if plain.contains(text) { return true }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        return parts.count == 3 && parts[0] == "job" && !parts[1].isEmpty
            && plain.union(["on_segment_start", "on_segment_end"]).contains(parts[2])
    }

    /// RFC 1123 section 2.1.
    private static func isHostname(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, bytes.count <= 253 else { return false }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                !part.isEmpty && part.count <= 3 && part.allSatisfy(isDigit)
                    && (part.count == 1 || part.first != UInt8(ascii: "0"))
                    && part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 255
            }
    }

    /// Characters allowed in a reference (RFC 3986 section 2), and non-ASCII ones, which browsers also send.
    private static func isReference(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 > 32 && $0 != 127 && !#"<>"\^`{|}"#.utf8.contains($0) }
    }

    /// RFC 3986 section 3.1: a letter, then letters, digits, `+`, `-` or `.`, then a colon; something must follow.
    private static func hasScheme(_ bytes: [UInt8]) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first, isLetter(first) else {
            return false
        }
        return colon + 1 < bytes.count
            && bytes[..<colon].allSatisfy { isAlphanumeric($0) || "+-.".utf8.contains($0) }
    }
}
