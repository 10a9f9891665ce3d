// What an operation's contract says about the answers of one status.

import JSON

/// The declared answers of one status.
public struct ResponseContract: Sendable {
    /// A declared media type. `*/*` and `image/*` stand for many.
    public struct Content: Sendable {
        /// The media type in lower case.
        public let mediaType: String
        /// What a JSON body must look like; for other media types the body is bytes and this is not applied.
        public let schema: Schema?
    }

    /// A declared header field.
    public struct Header: Sendable {
        /// The name, without regard to case.
        public let name: String
        /// Whether it must be there.
        public let isRequired: Bool
        /// What its value must look like.
        public let schema: Schema
    }

    /// The entry of `responses` that was found: `200`, `4XX` or `default`.
    public let status: String
    /// The media types; empty when the answer has no body.
    public let contents: [Content]
    /// The header fields.
    public let headers: [Header]

    /// Checks an answer.
    ///
    /// - Parameters:
    ///   - mediaType: the media type of the answer without parameters, nil when it has none.
    ///   - body: the body's bytes; empty when there are none.
    ///   - header: gives the value of a header field.
    /// - Returns: what is wrong; empty when the answer keeps the contract.
    public func check(
        mediaType: String?,
        body: [UInt8],
        header: (String) -> String? = { _ in nil }
    ) -> [Violation] {
        var violations = headers.flatMap { Self.check($0, value: header($0.name)) }
        guard !contents.isEmpty else {
            if !body.isEmpty {
                violations.append(
                    Violation(pointer: "", keyword: "content", expected: "no body", got: "\(body.count) bytes")
                )
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
        // Bytes of any type are not looked into, even if they happen to be JSON.
        guard Self.isJSON(content.mediaType), let schema = content.schema else { return violations }
        do {
            violations += schema.validate(try JSON(parsing: body))
        } catch {
            violations.append(
                Violation(pointer: "", keyword: "content", expected: "valid JSON", got: error.message)
            )
        }
        return violations
    }

    /// The declared content for a media type; an exact entry goes before one with a star.
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
