// A violation of a schema by a value.

/// A violation of a schema by a value.
public struct Violation: Sendable, Equatable, CustomStringConvertible {
    /// The place in the value, an RFC 6901 pointer; empty for the value itself. A missing member has the place where it
    /// should be.
    public let pointer: String
    /// The schema keyword that failed, for example `required` or `maxLength`.
    public let keyword: String
    /// What the schema expects, for example `at most 10 characters`.
    public let expected: String
    /// What was found, shortened, for example `12 characters`.
    public let got: String

    /// Creates a violation.
    public init(pointer: String, keyword: String, expected: String, got: String) {
        self.pointer = pointer
        self.keyword = keyword
        self.expected = expected
        self.got = got
    }

    /// The first member of the place, decoded: the form field that the violation belongs to. Empty for the value
    /// itself.
    public var field: String {
        guard pointer.utf8.first == UInt8(ascii: "/") else { return "" }
        let token = pointer.utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") }
        return PathToken.unescape(String(Substring(token)))
    }

    /// One line: place, expected, found.
    public var description: String {
        (pointer.isEmpty ? "the value" : pointer) + ": expected \(expected), got \(got)"
    }
}
