// Reads the XML parts of a package event by event.

/// A small strict scanner for XML 1.0 in UTF-8 without document types: start tags, end tags and text, in order.
///
/// Names are compared without their prefix. An empty element yields a start tag and an end tag.
struct XMLScanner {
    /// An event.
    enum Event: Equatable {
        /// A start tag: ``XMLScanner/isNamed(_:)`` and ``XMLScanner/attribute(_:)`` give its name and attributes.
        case start
        /// An end tag: ``XMLScanner/isNamed(_:)`` gives its name.
        case end
        /// Text, in ``XMLScanner/text``.
        case text
    }

    private static let maximumDepth = 64

    private let bytes: [UInt8]
    private var position = 0
    private var open: [Range<Int>] = []
    private var name = 0..<0
    private var attributes = 0..<0
    private var endsAtOnce = false
    private var content = 0..<0
    private var isLiteral = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The number of open elements.
    var depth: Int { open.count }

    /// Whether the tag has this name, ignoring its prefix.
    func isNamed(_ local: StaticString) -> Bool {
        guard name.count == local.utf8CodeUnitCount else { return false }
        return bytes[name].elementsEqual(local.description.utf8)
    }

    /// The number of bytes of the text of the event, before entities are resolved.
    var contentCount: Int { content.count }

    /// The text of the event, with entities resolved.
    var text: String {
        isLiteral ? String(decoding: bytes[content], as: UTF8.self) : Self.resolve(bytes[content])
    }

    /// The value of an attribute of the start tag, by its name without prefix.
    func attribute(_ local: StaticString) -> String? {
        var index = attributes.lowerBound
        let end = attributes.upperBound
        while index < end {
            while index < end, Self.isSpace(bytes[index]) { index += 1 }
            let start = index
            while index < end, bytes[index] != UInt8(ascii: "="), !Self.isSpace(bytes[index]) { index += 1 }
            let key = Self.local(bytes, start..<index)
            while index < end, bytes[index] == UInt8(ascii: "=") || Self.isSpace(bytes[index]) { index += 1 }
            guard index < end, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
                return nil
            }
            let quote = bytes[index]
            let valueStart = index + 1
            index = valueStart
            while index < end, bytes[index] != quote { index += 1 }
            guard index < end else { return nil }
            if bytes[key].elementsEqual(local.description.utf8) { return Self.resolve(bytes[valueStart..<index]) }
            index += 1
        }
        return nil
    }

    /// The next event; nil at the end of a complete document.
    mutating func next() throws(XMLError) -> Event? {
        if endsAtOnce {
            endsAtOnce = false
            open.removeLast()
            return .end
        }
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else { return takeText() }
            guard position + 1 < bytes.count else { throw .malformed(offset: position) }
            switch bytes[position + 1] {
            case UInt8(ascii: "?"): try skip(past: "?>", from: position + 2)
            case UInt8(ascii: "!"):
                if has("<!--") {
                    try skip(past: "-->", from: position + 4)
                } else if has("<![CDATA[") {
                    let start = position + 9
                    try skip(past: "]]>", from: start)
                    content = start..<position - 3
                    isLiteral = true
                    return .text
                } else {
                    throw .documentType
                }
            case UInt8(ascii: "/"): return try takeEnd()
            default: return try takeStart()
            }
        }
        guard open.isEmpty else { throw .malformed(offset: bytes.count) }
        return nil
    }

    private mutating func takeText() -> Event {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
        content = start..<position
        isLiteral = false
        return .text
    }

    private mutating func takeStart() throws(XMLError) -> Event {
        let start = position
        position += 1
        let nameStart = position
        while position < bytes.count, !Self.endsName(bytes[position]) { position += 1 }
        let full = nameStart..<position
        let attributesStart = position
        var quote: UInt8 = 0
        while position < bytes.count, quote != 0 || bytes[position] != UInt8(ascii: ">") {
            let byte = bytes[position]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "<") {
                throw .malformed(offset: position)
            }
            position += 1
        }
        guard position < bytes.count, !full.isEmpty else { throw .malformed(offset: start) }
        endsAtOnce = position > attributesStart && bytes[position - 1] == UInt8(ascii: "/")
        attributes = attributesStart..<(endsAtOnce ? position - 1 : position)
        name = Self.local(bytes, full)
        guard open.count < Self.maximumDepth else { throw .tooDeep(limit: Self.maximumDepth) }
        open.append(full)
        position += 1
        return .start
    }

    private mutating func takeEnd() throws(XMLError) -> Event {
        let start = position
        position += 2
        let nameStart = position
        while position < bytes.count, !Self.endsName(bytes[position]) { position += 1 }
        let full = nameStart..<position
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count, bytes[position] == UInt8(ascii: ">"), let opened = open.popLast(),
            bytes[opened].elementsEqual(bytes[full])
        else { throw .malformed(offset: start) }
        name = Self.local(bytes, full)
        position += 1
        return .end
    }

    private func has(_ mark: StaticString) -> Bool {
        bytes[position...].starts(with: mark.description.utf8)
    }

    private mutating func skip(past mark: StaticString, from start: Int) throws(XMLError) {
        let mark = Array(mark.description.utf8)
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) {
                position = index + mark.count
                return
            }
            index += 1
        }
        throw .malformed(offset: position)
    }

    private static func local(_ bytes: [UInt8], _ full: Range<Int>) -> Range<Int> {
        guard let colon = bytes[full].firstIndex(of: UInt8(ascii: ":")) else { return full }
        return colon + 1..<full.upperBound
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// Predefined entities and character references (XML 1.0 sections 4.1 and 4.6); anything else stays as it is.
    private static func resolve(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var result = ""
        var rest = bytes
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += String(decoding: rest[..<ampersand], as: UTF8.self)
            let window = rest[ampersand...].prefix(12)
            guard let end = window.firstIndex(of: UInt8(ascii: ";")),
                let scalar = character(String(decoding: rest[ampersand + 1..<end], as: UTF8.self))
            else {
                result += "&"
                rest = rest[(ampersand + 1)...]
                continue
            }
            result.unicodeScalars.append(scalar)
            rest = rest[(end + 1)...]
        }
        return result + String(decoding: rest, as: UTF8.self)
    }

    private static func character(_ entity: String) -> Unicode.Scalar? {
        switch entity {
        case "amp": "&"
        case "lt": "<"
        case "gt": ">"
        case "quot": "\""
        case "apos": "'"
        default:
            if entity.hasPrefix("#x") {
                UInt32(entity.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
            } else if entity.hasPrefix("#") {
                UInt32(entity.dropFirst(1)).flatMap(Unicode.Scalar.init)
            } else {
                nil
            }
        }
    }
}
