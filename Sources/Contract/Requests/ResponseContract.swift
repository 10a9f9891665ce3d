// What an operation's contract says about responses with one status.

import JSON

/// The declared responses with one status.
public struct ResponseContract: Sendable {
    /// A declared media type. `*/*` and `image/*` stand for many.
    public struct Content: Sendable {
        /// The media type in lower case.
        public let mediaType: String
        /// The schema of a JSON body. It is not applied to other media types.
        public let schema: Schema?
    }

    /// A declared header field.
    public struct Header: Sendable {
        /// The name. Case does not matter.
        public let name: String
        /// Whether it is required.
        public let isRequired: Bool
        /// The schema of its value.
        public let schema: Schema
    }

    /// The entry of `responses` that was found: `200`, `4XX` or `default`.
    public let status: String
    /// The media types; empty if the response has no body.
    public let contents: [Content]
    /// The header fields.
    public let headers: [Header]

    /// Checks a response.
    ///
    /// - Parameters:
    ///   - mediaType: the media type of the response without parameters; nil if it has none.
    ///   - body: the bytes of the body, empty if there is none; nil for one that is not to be looked at.
    ///   - header: returns the value of a header field.
    /// - Returns: the violations; empty if the response keeps the contract.
    public func check(
        mediaType: String?,
        body: [UInt8]?,
        header: (String) -> String? = { _ in nil }
    ) -> [Violation] {
        var violations = headers.flatMap { Self.check($0, value: header($0.name)) }
        guard !contents.isEmpty else {
            if body?.isEmpty != true {
                let size = body.map { "\($0.count) bytes" } ?? "one"
                violations.append(Violation(pointer: "", keyword: "content", expected: "no body", got: size))
            }
            return violations
        }
        guard let content = mediaType.flatMap({ content(for: $0) }) else {
            let expected = contents.map(\.mediaType).joined(separator: " or ")
            violations.append(
                Violation(pointer: "", keyword: "content", expected: expected, got: mediaType ?? "no media type")
            )
            return violations
        }
        // Bytes declared as `*/*` are not inspected, even if they happen to be JSON.
        guard Self.isJSON(content.mediaType), let schema = content.schema, let body else { return violations }
        do {
            violations += schema.validate(try JSON(parsing: body))
        } catch {
            violations.append(
                Violation(pointer: "", keyword: "content", expected: "valid JSON", got: error.message)
            )
        }
        return violations
    }

    /// The declared content for a media type. An exact entry wins over one with a star.
    public func content(for mediaType: String) -> Content? {
        let wanted = mediaType.lowercased()
        if let exact = contents.first(where: { $0.mediaType == wanted }) { return exact }
        return contents.first { content in
            guard content.mediaType.hasSuffix("/*") else { return false }
            return content.mediaType == "*/*" || wanted.hasPrefix(content.mediaType.dropLast())
        }
    }

    static func isJSON(_ mediaType: String) -> Bool {
        let type = mediaType.lowercased()
        return type == "application/json" || type.hasSuffix("+json")
    }

    private static func check(_ header: Header, value: String?) -> [Violation] {
        guard let value else {
            guard header.isRequired else { return [] }
            return [
                Violation(
                    pointer: "/" + PathToken.escape(header.name),
                    keyword: "required",
                    expected: "the header \(header.name)",
                    got: "nothing"
                )
            ]
        }
        return header.schema.validate(header.schema.coerce([value])).map {
            Violation(
                pointer: "/" + PathToken.escape(header.name) + $0.pointer,
                keyword: $0.keyword,
                expected: $0.expected,
                got: $0.got
            )
        }
    }
}
