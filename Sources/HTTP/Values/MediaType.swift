// Media types (RFC 9110 section 8.3.1).

/// A media type with its parameters.
public struct MediaType: Sendable, Equatable {
    /// Type and subtype, in lower case.
    public let essence: String
    /// Parameters in order; names in lower case, values unquoted.
    public let parameters: [FormItem]

    /// Parses a media type; nil if the text is not one.
    public init?(parsing text: String) {
        self.init(ParameterScanner(text))
    }

    /// The media type of a request's body; nil if it declares none, or something else.
    public init?(of headers: RequestHeaders) {
        guard let place = headers.place(.contentType) else { return nil }
        self.init(ParameterScanner(headers.slice(place)))
    }

    private init?(_ scanner: ParameterScanner) {
        var scanner = scanner
        guard let essence = scanner.essence() else { return nil }
        self.essence = essence
        guard let parameters = scanner.parameters() else { return nil }
        self.parameters = parameters
    }

    /// The value of a parameter, for example `boundary`.
    public func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }
}
