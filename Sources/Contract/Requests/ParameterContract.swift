// One declared parameter of an operation.

import JSON

/// A parameter of the path, the query or the header.
public struct ParameterContract: Sendable {
    /// Where a parameter stands.
    public enum Place: String, Sendable {
        /// In the path, filled from a capture.
        case path
        /// In the query.
        case query
        /// In a header field.
        case header
    }

    /// The name; of headers without regard to case.
    public let name: String
    /// Where it stands.
    public let place: Place
    /// Whether the request must have it.
    public let isRequired: Bool
    /// The value when the request has none; nil when there is no default.
    public let defaultValue: JSON?
    /// What the value must look like.
    public let schema: Schema
    /// Whether several values come as one text with commas instead of as repeated parameters.
    let isCommaSeparated: Bool
    /// The member of the body (`x-body-member`) that says the value of a path parameter where an alias lacks it.
    public let bodyMember: String?

    /// Reads the texts that a request has for the parameter.
    ///
    /// - Returns: the value, nil when there is none and no default, or the violations; pointers begin with the name.
    func read(_ texts: [String]) -> Result<JSON?, ParameterError> {
        guard !texts.isEmpty else {
            guard isRequired else { return .success(defaultValue) }
            return .failure(error([Violation(pointer: "", keyword: "required", expected: "a value", got: "nothing")]))
        }
        var texts = texts
        if isCommaSeparated {
            texts = texts.flatMap { text in
                text.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
            }
        }
        let value = schema.coerce(texts)
        let violations = schema.validate(value)
        return violations.isEmpty ? .success(value) : .failure(error(violations))
    }

    private func error(_ violations: [Violation]) -> ParameterError {
        ParameterError(
            place: place,
            violations: violations.map {
                Violation(
                    pointer: "/" + PathToken.escape(name) + $0.pointer,
                    keyword: $0.keyword,
                    expected: $0.expected,
                    got: $0.got
                )
            }
        )
    }
}
