// Finds the parts of a JSON text without building values, so that they can be kept exactly as written.

/// Iterates over the members of an object or the elements of an array in a JSON text. The text must be valid: nothing
/// is checked here.
public struct JSONParts: Sequence, IteratorProtocol {
    /// A member or an element.
    public struct Part {
        /// The member's name; nil for an element of an array.
        public let key: String?
        /// The bytes of the value in the text.
        public let value: Range<Int>
    }

    private let text: [UInt8]
    private let end: Int
    private let isObject: Bool
    private var position: Int

    /// The parts of the value at `place`, or of the whole text. A value that is neither object nor array has none.
    public init(of text: [UInt8], at place: Range<Int>? = nil) {
        self.text = text
        end = place?.upperBound ?? text.count
        position = place?.lowerBound ?? 0
        while position < end, Self.isSpace(text[position]) { position += 1 }
        let first = position < end ? text[position] : 0
        isObject = first == UInt8(ascii: "{")
        if isObject || first == UInt8(ascii: "[") { position += 1 } else { position = end }
    }

    /// The next part; nil after the last one.
    public mutating func next() -> Part? {
        skip { Self.isSpace($0) || $0 == UInt8(ascii: ",") }
        guard position < end, text[position] != UInt8(ascii: "]"), text[position] != UInt8(ascii: "}") else {
            return nil
        }
        var key: String?
        if isObject {
            let name = passValue()
            key = string(at: name)
            skip { Self.isSpace($0) || $0 == UInt8(ascii: ":") }
        }
        return Part(key: key, value: passValue())
    }

    private mutating func skip(_ condition: (UInt8) -> Bool) {
        while position < end, condition(text[position]) { position += 1 }
    }

    /// Moves past the value that begins here.
    private mutating func passValue() -> Range<Int> {
        let start = position
        var depth = 0
        while position < end {
            switch text[position] {
            case UInt8(ascii: "\""):
                passString()
                if depth == 0 { return start..<position }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // At depth 0 this closes the enclosing object or array.
                if depth == 0 { return start..<position }
                depth -= 1
                if depth == 0 {
                    position += 1
                    return start..<position
                }
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09:
                if depth == 0 { return start..<position }
            default: break
            }
            position += 1
        }
        return start..<position
    }

    private mutating func passString() {
        position += 1
        while position < end, text[position] != UInt8(ascii: "\"") {
            position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position = Swift.min(position + 1, end)
    }

    private func string(at place: Range<Int>) -> String {
        let inner = text[place].dropFirst().dropLast()
        guard inner.contains(UInt8(ascii: "\\")) else { return String(decoding: inner, as: UTF8.self) }
        return (try? JSON(parsing: Array(text[place])))?.string ?? ""
    }

    fileprivate static func isSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09: true
        default: false
        }
    }
}

extension JSONWriter {
    /// Copies a value from a valid JSON text: numbers and strings exactly as written, without spaces between them.
    public mutating func value(at place: Range<Int>, of text: [UInt8]) {
        guard text[place].contains(where: JSONParts.isSpace) else { return raw(text.span.extracting(place)) }
        var value: [UInt8] = []
        value.reserveCapacity(place.count)
        var isInString = false
        var isEscaped = false
        for byte in text[place] {
            if isInString {
                isInString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else if JSONParts.isSpace(byte) {
                continue
            } else {
                isInString = byte == UInt8(ascii: "\"")
            }
            value.append(byte)
        }
        raw(value)
    }
}
