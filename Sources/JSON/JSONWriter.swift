// Writes JSON text without building values first.

import System

/// Writes compact JSON text in UTF-8 and sets the commas. The caller must pair every begin with an end.
public struct JSONWriter {
    /// The text so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// A writer with room for `capacity` bytes.
    public init(reserving capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Opens an object.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Closes the innermost object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Opens an array.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Closes the innermost array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a member's name, which needs no escaping.
    public mutating func key(_ name: StaticString) {
        let comma = needsComma
        bytes.append(addingCapacity: name.utf8CodeUnitCount + 4) { output in
            if comma { output.append(UInt8(ascii: ",")) }
            output.append(UInt8(ascii: "\""))
            output.append(name)
            output.append(UInt8(ascii: "\""))
            output.append(UInt8(ascii: ":"))
        }
        needsComma = false
    }

    /// Writes a member's name. Literals use the other overload, which escapes nothing.
    @_disfavoredOverload
    public mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { unsafe string(utf8: $0.span) }
    }

    /// Writes a string given as valid UTF-8.
    public mutating func string(utf8: Span<UInt8>) {
        // Hardly any string needs escapes, and then it is copied in one piece.
        guard JSONEscapes.first(in: utf8, from: 0) == utf8.count else {
            beginString()
            piece(utf8: utf8)
            return endString()
        }
        plainString(utf8.count) { $0.append(utf8) }
    }

    /// Writes a string of at most `count` bytes of UTF-8 that need no escaping.
    @inline(__always)
    public mutating func plainString(_ count: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
        let comma = needsComma
        bytes.append(addingCapacity: count + 3) { output in
            if comma { output.append(UInt8(ascii: ",")) }
            output.append(UInt8(ascii: "\""))
            body(&output)
            output.append(UInt8(ascii: "\""))
        }
        needsComma = true
    }

    /// Writes a whole number.
    public mutating func int(_ value: Int) {
        separate()
        appendDigits(of: value)
        needsComma = true
    }

    /// Writes a number with a fraction or an exponent, so that it reads back as the same double; `null` if not finite.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        if value == value.rounded(), abs(value) < 1e15 {
            if value == 0, value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
            appendDigits(of: Int(value))
            bytes.append(UInt8(ascii: "."))
            bytes.append(UInt8(ascii: "0"))
        } else {
            bytes.append(contentsOf: value.description.utf8)
        }
        needsComma = true
    }

    /// Writes a number rounded to at most `digits` decimals (0 to 15), without trailing zeros but with at least one
    /// decimal.
    public mutating func fixedDecimal(_ value: Double, digits: Int) {
        var scale = 1.0
        for _ in 0..<min(max(digits, 0), 15) { scale *= 10 }
        let scaled = value * scale
        double(abs(scaled) < 9e15 ? scaled.rounded(.toNearestOrEven) / scale : value)
    }

    /// Writes a Boolean.
    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// Writes `null`.
    public mutating func null() { raw("null") }

    /// Writes a complete value that is already JSON text.
    public mutating func raw(_ text: [UInt8]) { raw(text.span) }

    /// Writes a complete value that is already JSON text.
    public mutating func raw(_ text: Span<UInt8>) {
        beginRaw()
        rawPiece(text)
    }

    /// Writes a complete value that is already JSON text.
    public mutating func raw(_ text: StaticString) {
        let comma = needsComma
        bytes.append(addingCapacity: text.utf8CodeUnitCount + 1) { output in
            if comma { output.append(UInt8(ascii: ",")) }
            output.append(text)
        }
        needsComma = true
    }

    /// Writes a value.
    public mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .int(let value): int(value)
        case .double(let value): double(value)
        case .bigInteger(let digits): raw(Array(digits.utf8))
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for (name, member) in members {
                key(name)
                self.value(member)
            }
            endObject()
        }
    }

    // MARK: - Values in pieces

    /// Begins a string that is written in pieces.
    public mutating func beginString() {
        separate()
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a piece of a string.
    public mutating func piece(_ text: String) {
        var text = text
        text.withUTF8 { unsafe piece(utf8: $0.span) }
    }

    /// Writes a piece of a string given as valid UTF-8.
    public mutating func piece(utf8: Span<UInt8>) {
        var start = 0
        while true {
            let end = JSONEscapes.first(in: utf8, from: start)
            rawPiece(utf8.extracting(start..<end))
            guard end < utf8.count else { return }
            bytes.append(addingCapacity: JSONEscapes.longest) { JSONEscapes.append(utf8[end], to: &$0) }
            start = end + 1
        }
    }

    /// Ends a string that was written in pieces.
    public mutating func endString() { bytes.append(UInt8(ascii: "\"")) }

    /// Begins a value that is written as pieces of JSON text.
    public mutating func beginRaw() {
        separate()
        needsComma = true
    }

    /// Writes a piece of JSON text.
    public mutating func rawPiece(_ text: Span<UInt8>) {
        bytes.append(addingCapacity: text.count) { $0.append(text) }
    }

    // MARK: - Bytes

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func appendDigits(of value: Int) {
        if (0..<10).contains(value) { return bytes.append(48 + UInt8(truncatingIfNeeded: value)) }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(48 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
