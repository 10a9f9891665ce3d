// Values that go into statements.

/// A value to bind.
public enum SQLValue: Sendable, Equatable {
    /// NULL.
    case null
    /// A whole number.
    case int(Int)
    /// A number. SQLite stores one that is not a number as NULL.
    case double(Double)
    /// A text; NUL characters in it are kept.
    case text(String)
    /// A text as its UTF-8, which nobody checks.
    case utf8([UInt8])
    /// Bytes.
    case blob([UInt8])

    /// A text or NULL.
    public static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }

    /// A whole number or NULL.
    public static func optional(_ value: Int?) -> SQLValue { value.map { .int($0) } ?? .null }

    /// A number or NULL.
    public static func optional(_ value: Double?) -> SQLValue { value.map { .double($0) } ?? .null }

    /// 1 for true, 0 for false.
    public static func bool(_ value: Bool) -> SQLValue { .int(value ? 1 : 0) }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// A whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// 1 for true, 0 for false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// NULL.
    public init(nilLiteral: ()) { self = .null }
}
