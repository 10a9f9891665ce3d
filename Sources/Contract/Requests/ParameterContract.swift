// One declared parameter of an operation.

import JSON

/// A parameter of the path, the query or the header.
public struct ParameterContract: Sendable {
    /// The location of a parameter.
    public enum Place: String, Sendable {
        /// In the path, filled from a capture.
        case path
        /// In the query.
        case query
        /// In a header field.
        case header
    }

    /// The name. For headers, case does not matter.
    public let name: String
    /// The location.
    public let place: Place
    /// Whether it is required.
    public let isRequired: Bool
    /// The default value; nil if there is none.
    public let defaultValue: JSON?
    /// The schema of the value.
    public let schema: Schema
    /// Whether several values are one text with commas instead of repeated parameters.
    let isCommaSeparated: Bool
    /// The member of the body that supplies a path parameter if an alias lacks it (`x-body-member`).
    public let bodyMember: String?

    /// Reads the value of the parameter from its texts in a request.
    ///
    /// - Returns: the value, or nil if there is none and no default; or the violations, whose pointers begin with the
    ///   name.
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
        return check(schema.coerce(texts))
    }

    /// Reads the value of a parameter that is there once, such as one of the path.
    func read(_ text: String) -> Result<JSON?, ParameterError> {
        guard schema.types == .string, !isCommaSeparated else { return read([text]) }
        // Most ids have a form and nothing else.
        if let format = schema.formatOfText, format.accepts(text) { return .success(.string(text)) }
        return check(.string(text))
    }

    private func check(_ value: JSON) -> Result<JSON?, ParameterError> {
        let violations = schema.validateForReading(value)
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
