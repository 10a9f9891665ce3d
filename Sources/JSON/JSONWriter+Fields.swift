// Members of objects: a name and a value in one call.

import System

extension JSONWriter {
    /// Writes a member that is a string.
    public mutating func field(_ name: StaticString, _ value: String) {
        let utf8 = value.utf8
        field(name, utf8: utf8.span)
    }

    /// Writes a member that is a string given as valid UTF-8.
    @inlinable @inline(__always)
    public mutating func field(_ name: StaticString, utf8: Span<UInt8>) {
        // Hardly any string needs escapes, and then name and value are written in one go.
        guard Self.isPlain(utf8) else {
            key(name)
            return string(utf8: utf8)
        }
        let comma = needsComma
        write(name.utf8CodeUnitCount + utf8.count + 6) { output in
            Self.append(name, comma: comma, to: &output)
            output.append(UInt8(ascii: "\""))
            output.append(utf8)
            output.append(UInt8(ascii: "\""))
        }
        needsComma = true
    }

    @usableFromInline static func isPlain(_ utf8: Span<UInt8>) -> Bool {
        JSONEscapes.first(in: utf8, from: 0) == utf8.count
    }

    /// Writes a member whose value is already JSON text.
    @inlinable @inline(__always)
    public mutating func field(_ name: StaticString, raw text: Span<UInt8>) {
        let comma = needsComma
        write(name.utf8CodeUnitCount + text.count + 4) { output in
            Self.append(name, comma: comma, to: &output)
            output.append(text)
        }
        needsComma = true
    }

    /// Writes a member whose value is already JSON text.
    @inlinable @inline(__always)
    public mutating func field(_ name: StaticString, raw text: StaticString) {
        let comma = needsComma
        write(name.utf8CodeUnitCount + text.utf8CodeUnitCount + 4) { output in
            Self.append(name, comma: comma, to: &output)
            output.append(text)
        }
        needsComma = true
    }

    /// Writes a member that is a string of at most `count` bytes of UTF-8 that need no escaping.
    @inlinable @inline(__always)
    public mutating func field(
        _ name: StaticString, plain count: Int, _ body: (inout OutputSpan<UInt8>) -> Void
    ) {
        let comma = needsComma
        write(name.utf8CodeUnitCount + count + 6) { output in
            Self.append(name, comma: comma, to: &output)
            output.append(UInt8(ascii: "\""))
            body(&output)
            output.append(UInt8(ascii: "\""))
        }
        needsComma = true
    }

    /// Writes a member that is a string or `null`.
    public mutating func field(_ name: StaticString, _ value: String?) {
        if let value { field(name, value) } else { field(name, raw: "null") }
    }

    /// Writes a member that is a whole number.
    public mutating func field(_ name: StaticString, _ value: Int) {
        let comma = needsComma
        write(name.utf8CodeUnitCount + Self.longestInt + 4) { output in
            Self.append(name, comma: comma, to: &output)
            Self.append(value, to: &output)
        }
        needsComma = true
    }

    /// Writes a member that is a whole number or `null`.
    public mutating func field(_ name: StaticString, _ value: Int?) {
        if let value { field(name, value) } else { field(name, raw: "null") }
    }

    /// Writes a member that is a number.
    public mutating func field(_ name: StaticString, _ value: Double) {
        key(name)
        double(value)
    }

    /// Writes a member that is a Boolean.
    public mutating func field(_ name: StaticString, _ value: Bool) {
        if value { field(name, raw: "true") } else { field(name, raw: "false") }
    }

    /// Writes a member that is any value.
    public mutating func field(_ name: StaticString, _ value: JSON) {
        key(name)
        self.value(value)
    }
}
