// Media types (RFC 9110 section 8.3.1).

/// A media type with its parameters.
public struct MediaType: Sendable, Equatable {
    /// Type and subtype, in lower case.
    public let essence: String
    /// Parameters in order; names in lower case, values unquoted.
    public let parameters: [FormItem]

    /// Parses a media type; nil if the text is not one.
    public init?(parsing text: String) {
        var scanner = ParameterScanner(text)
        guard let type = scanner.token(), scanner.take("/"), let subtype = scanner.token() else { return nil }
        essence = (type + "/" + subtype).lowercased()
        guard let parameters = scanner.parameters() else { return nil }
        self.parameters = parameters
    }

    /// The value of a parameter, for example `boundary`.
    public func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }
}
