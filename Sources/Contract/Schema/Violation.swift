// One way in which a value fails its schema.

/// One failure of a value against a schema.
public struct Violation: Sendable, Equatable, CustomStringConvertible {
    /// The place in the value, an RFC 6901 pointer; empty for the value itself. A missing member has the place it should
    /// have had.
    public let pointer: String
    /// The schema keyword that failed, for example `required` or `maxLength`.
    public let keyword: String
    /// What the schema asks for, for example `at most 10 characters`.
    public let expected: String
    /// What was there, shortened, for example `12 characters`.
    public let got: String

    /// A violation from its parts.
    public init(pointer: String, keyword: String, expected: String, got: String) {
        self.pointer = pointer
        self.keyword = keyword
        self.expected = expected
        self.got = got
    }

    /// The first member of the place, decoded: the field of a form that the failure belongs to. Empty for the value
    /// itself.
    public var field: String {
        guard pointer.utf8.first == UInt8(ascii: "/") else { return "" }
        let token = pointer.utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") }
        return PathToken.unescape(String(Substring(token)))
    }

    /// One line: place, expectation, finding.
    public var description: String {
        (pointer.isEmpty ? "the value" : pointer) + ": expected \(expected), got \(got)"
    }
}
