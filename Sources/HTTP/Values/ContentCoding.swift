// Content codings of request bodies (RFC 9110 section 8.4).

/// A content coding that request bodies may have.
public enum ContentCoding: Sendable {
    /// The format of RFC 1952.
    case gzip
    /// The format of RFC 1950; without its wrapper, as some clients send it, too.
    case deflate

    /// The codings, as `Accept-Encoding` lists them.
    public static let accepted = "gzip, deflate"

    /// The coding of a request's body; nil if it has none.
    ///
    /// - Throws: ``BodyProblem`` 415 for any other coding, and for several one after the other.
    public static func of(_ headers: RequestHeaders) throws(BodyProblem) -> ContentCoding? {
        guard headers.contains(.contentEncoding) else { return nil }
        var coding: ContentCoding?
        for value in headers.all("content-encoding") {
            for word in value.split(separator: ",") {
                let name = word.trimmingSpaces().lowercased()
                guard !name.isEmpty, name != "identity" else { continue }
                guard let known = ContentCoding(name: name), coding == nil else {
                    throw BodyProblem(
                        status: 415,
                        message: "The content coding \(value) is not supported; use one of \(accepted), or none.")
                }
                coding = known
            }
        }
        return coding
    }

    private init?(name: String) {
        switch name {
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        default: return nil
        }
    }
}
