// Writes JSON text without building values first.

import System

#if canImport(Glibc)
import Glibc
#endif

/// Writes compact JSON text in UTF-8 and sets the commas. The caller must pair every begin with an end.
///
/// What is written goes straight into memory that is there already: names and signs are spelt out by the program, so that
/// most of them take an instruction or two.
public struct JSONWriter {
    /// Memory, of which ``length`` bytes are text.
    @usableFromInline var storage: [UInt8]
    @usableFromInline var length = 0
    @usableFromInline var needsComma = false

    /// A writer with room for `capacity` bytes.
    public init(reserving capacity: Int = 256) {
        storage = Self.zeros(capacity)
    }

    private static func zeros(_ count: Int) -> [UInt8] {
        unsafe Array(unsafeUninitializedCapacity: count) { memory, initialized in
            unsafe memory.initialize(repeating: 0)
            initialized = count
        }
    }

    /// The number of bytes of the text so far.
    public var count: Int { length }
    /// The text so far.
    public var bytes: [UInt8] { Array(storage[..<length]) }

    /// The whole text; the writer is empty afterwards.
    public mutating func take() -> [UInt8] {
        var text: [UInt8] = []
        swap(&text, &storage)
        text.removeLast(text.count - length)
        length = 0
        needsComma = false
        return text
    }

    /// Writes at most `size` bytes.
    @inlinable @inline(__always)
    mutating func write(_ size: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
        if storage.count - length < size { grow(by: size) }
        unsafe storage.withUnsafeMutableBufferPointer { memory in
            let room = unsafe UnsafeMutableBufferPointer(rebasing: memory[length...])
            var output = unsafe OutputSpan(buffer: room, initializedCount: 0)
            body(&output)
            length += unsafe output.finalize(for: room)
        }
    }

    @inline(never)
    @usableFromInline mutating func grow(by size: Int) {
        let count = max(length + size, storage.count * 2)
        // The C functions, because those of Swift take each byte by itself in builds without optimisation.
        storage = unsafe Array(unsafeUninitializedCapacity: count) { memory, initializedCount in
            guard let start = memory.baseAddress else { return }
            unsafe storage.withUnsafeBytes { text in
                if let text = text.baseAddress { unsafe _ = memcpy(start, text, length) }
            }
            unsafe memset(start + length, 0, count - length)
            initializedCount = count
        }
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
    @inlinable @inline(__always)
    public mutating func key(_ name: StaticString) {
        let comma = needsComma
        write(name.utf8CodeUnitCount + 4) { Self.append(name, comma: comma, to: &$0) }
        needsComma = false
    }

    @inlinable @inline(__always)
    static func append(_ name: StaticString, comma: Bool, to output: inout OutputSpan<UInt8>) {
        if comma { output.append(UInt8(ascii: ",")) }
        output.append(UInt8(ascii: "\""))
        output.append(name)
        output.append(UInt8(ascii: "\""))
        output.append(UInt8(ascii: ":"))
    }

    /// Writes a member's name. Literals use the other overload, which escapes nothing.
    @_disfavoredOverload
    public mutating func key(_ name: String) {
        string(name)
        byte(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        let utf8 = text.utf8
        string(utf8: utf8.span)
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
    @inlinable @inline(__always)
    public mutating func plainString(_ count: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
        let comma = needsComma
        write(count + 3) { output in
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
            if value == 0, value.sign == .minus { byte(UInt8(ascii: "-")) }
            appendDigits(of: Int(value))
            write(2) { $0.append(".0") }
        } else {
            let text = value.description
            write(text.utf8.count) { $0.append(text) }
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
        let comma = needsComma
        write(text.count + 1) { output in
            if comma { output.append(UInt8(ascii: ",")) }
            output.append(text)
        }
        needsComma = true
    }

    /// Writes a complete value that is already JSON text.
    @inlinable @inline(__always)
    public mutating func raw(_ text: StaticString) {
        let comma = needsComma
        write(text.utf8CodeUnitCount + 1) { output in
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
            for index in elements.indices { self.value(elements[index]) }
            endArray()
        case .object(let members):
            beginObject()
            members.forEachMember { name, member in
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
        byte(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a piece of a string.
    public mutating func piece(_ text: String) {
        let utf8 = text.utf8
        piece(utf8: utf8.span)
    }

    /// Writes a piece of a string that needs no escaping.
    @inlinable @inline(__always)
    public mutating func plainPiece(_ text: StaticString) {
        write(text.utf8CodeUnitCount) { $0.append(text) }
    }

    /// Writes a piece of a string given as valid UTF-8.
    public mutating func piece(utf8: Span<UInt8>) {
        var start = 0
        while true {
            let end = JSONEscapes.first(in: utf8, from: start)
            rawPiece(utf8.extracting(start..<end))
            guard end < utf8.count else { return }
            write(JSONEscapes.longest) { JSONEscapes.append(utf8[end], to: &$0) }
            start = end + 1
        }
    }

    /// Ends a string that was written in pieces.
    public mutating func endString() { byte(UInt8(ascii: "\"")) }

    /// Begins a value that is written as pieces of JSON text.
    public mutating func beginRaw() {
        separate()
        needsComma = true
    }

    /// Writes a piece of JSON text.
    public mutating func rawPiece(_ text: Span<UInt8>) {
        write(text.count) { $0.append(text) }
    }

    // MARK: - Bytes

    private mutating func byte(_ byte: UInt8) { write(1) { $0.append(byte) } }

    private mutating func separate() {
        if needsComma { byte(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        let comma = needsComma
        write(2) { output in
            if comma { output.append(UInt8(ascii: ",")) }
            output.append(bracket)
        }
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        byte(bracket)
        needsComma = true
    }

    private mutating func appendDigits(of value: Int) {
        write(Self.longestInt) { Self.append(value, to: &$0) }
    }

    /// A sign and nineteen digits.
    static let longestInt = 20

    static func append(_ value: Int, to output: inout OutputSpan<UInt8>) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        output.append(decimal: value.magnitude)
    }
}
