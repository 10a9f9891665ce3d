// The JSON types of schemas.

import JSON

/// A set of JSON types.
struct SchemaTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = SchemaTypes(rawValue: 1)
    static let boolean = SchemaTypes(rawValue: 2)
    static let integer = SchemaTypes(rawValue: 4)
    static let number = SchemaTypes(rawValue: 8)
    static let string = SchemaTypes(rawValue: 16)
    static let array = SchemaTypes(rawValue: 32)
    static let object = SchemaTypes(rawValue: 64)
    static let any: SchemaTypes = [.null, .boolean, .integer, .number, .string, .array, .object]

    private static let named: [(name: String, type: SchemaTypes)] = [
        ("string", .string), ("integer", .integer), ("number", .number), ("boolean", .boolean), ("object", .object),
        ("array", .array), ("null", .null),
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The type with a name of JSON Schema; nil for any other name.
    init?(name: String) {
        guard let entry = Self.named.first(where: { $0.name == name }) else { return nil }
        self = entry.type
    }

    /// Whether a value has one of the types. An integer is any number with a zero fraction, `1.0` included (JSON Schema
    /// Validation 2020-12, section 6.1.1).
    func admits(_ value: JSON) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .int, .bigInteger: contains(.integer) || contains(.number)
        case .double(let value): contains(.number) || contains(.integer) && value == value.rounded()
        case .string: contains(.string)
        case .array: contains(.array)
        case .object: contains(.object)
        }
    }

    /// The names, for messages: `string or null`.
    var text: String {
        let names = Self.named.filter { contains($0.type) }.map(\.name)
        return names.isEmpty ? "nothing" : names.joined(separator: " or ")
    }
}
