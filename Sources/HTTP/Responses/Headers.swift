// The headers of a response, in the order in which they are sent.

import System

/// Headers in order. Names are compared without regard to case.
///
/// They lie in one piece of memory, as they are sent: an answer has half a dozen of them, which are written once and copied
/// once. Values may contain text from clients, so control characters in them become spaces: no value can begin a new line.
public struct Headers: Sendable, Sequence {
    /// A name and its value.
    public typealias Field = (name: String, value: String)

    /// Where the parts of a field are.
    struct Place {
        let name: Range<Int>
        let value: Range<Int>
    }

    /// The lines of all fields, each with its end.
    private(set) var bytes: [UInt8] = []
    /// The number of fields.
    public private(set) var count = 0

    /// What a line has beside a name and a value.
    private static let signBytes = 4

    /// Creates an empty list.
    public init() {}

    /// Appends a field.
    public mutating func add(_ name: String, _ value: String) {
        if bytes.isEmpty { bytes.reserveCapacity(320) }
        bytes.append(addingCapacity: name.utf8.count + value.utf8.count + Self.signBytes) { output in
            output.append(name)
            output.append(": ")
            let utf8 = value.utf8
            Self.append(utf8.span, to: &output)
            output.append("\r\n")
        }
        count += 1
    }

    /// Hardly any value has to be changed: those are copied in one piece.
    private static func append(_ value: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        guard value.hasControl else { return output.append(value) }
        for index in value.indices { output.append(Token.isFieldValue(value[index]) ? value[index] : 0x20) }
    }

    /// Replaces the value of a field in place and removes further fields of that name; appends the field if it is new.
    public mutating func set(_ name: String, _ value: String) {
        guard first(name) != nil else { return add(name, value) }
        let old = Array(self)
        self = Headers()
        var isSet = false
        for field in old {
            guard Self.same(field.name, name) else {
                add(field.name, field.value)
                continue
            }
            if !isSet { add(field.name, value) }
            isSet = true
        }
    }

    /// Removes every field of that name.
    public mutating func remove(_ name: String) {
        guard first(name) != nil else { return }
        let old = Array(self)
        self = Headers()
        for field in old where !Self.same(field.name, name) { add(field.name, field.value) }
    }

    /// The first value of a field.
    public func first(_ name: String) -> String? {
        var position = 0
        while let place = next(&position) {
            if Token.equalsIgnoringCase(bytes[place.name], name.utf8) { return text(place.value) }
        }
        return nil
    }

    /// Every value of a field.
    public func all(_ name: String) -> [String] {
        filter { Self.same($0.name, name) }.map(\.value)
    }

    /// The fields, in order.
    public func makeIterator() -> AnyIterator<Field> {
        var position = 0
        return AnyIterator {
            next(&position).map { (text($0.name), text($0.value)) }
        }
    }

    /// Where the field is that begins at `position`, which moves on behind it; nil at the end.
    func next(_ position: inout Int) -> Place? {
        guard let colon = bytes.span.firstIndex(of: UInt8(ascii: ":"), from: position),
            let end = bytes.span.firstIndex(of: 0x0D, from: colon)
        else { return nil }
        let name = position..<colon
        position = end + 2
        return Place(name: name, value: colon + 2..<end)
    }

    private func text(_ place: Range<Int>) -> String { String(decoding: bytes[place], as: UTF8.self) }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && Token.equalsIgnoringCase(left.utf8, right.utf8)
    }
}
