// What conditional requests are compared with, in the order of RFC 9110 section 13.2.2.

/// What tells one state of a content from another.
public struct Validators: Sendable {
    /// Its entity tag.
    public let tag: EntityTag
    /// When it was changed last, in Unix seconds; nil if that is unknown, so that conditions on dates do not apply.
    public let modified: Int?

    /// What a condition says about a GET or HEAD request.
    public enum Verdict: Sendable, Equatable {
        /// The request is carried out.
        case perform
        /// The client has the content already: a 304.
        case notModified
        /// The content is not the one that the client means: a 412.
        case failed
    }

    /// Validators of a content.
    public init(tag: EntityTag, modified: Int?) {
        self.tag = tag
        self.modified = modified
    }

    /// Evaluates the conditions of a GET or HEAD request.
    public func verdict(on headers: RequestHeaders) -> Verdict {
        let expected = headers.all("if-match")
        if !expected.isEmpty {
            guard EntityTagList(expected).contains(where: tag.equalsStrongly) else { return .failed }
        } else if let modified, let date = Self.date("if-unmodified-since", headers), modified > date {
            return .failed
        }
        let known = headers.all("if-none-match")
        if !known.isEmpty {
            return EntityTagList(known).contains(where: tag.equalsWeakly) ? .notModified : .perform
        }
        if let modified, let date = Self.date("if-modified-since", headers), modified <= date { return .notModified }
        return .perform
    }

    /// Whether a range may be answered: the condition `If-Range` is absent or holds (RFC 9110 section 13.1.5).
    public func allowRange(_ headers: RequestHeaders) -> Bool {
        guard let value = headers["if-range"] else { return true }
        if let date = HTTPDate.parse(value) { return date == modified }
        return EntityTagList([value]).contains(where: tag.equalsStrongly) && value != "*"
    }

    /// The date of a header that has exactly one valid one; others are ignored.
    private static func date(_ name: String, _ headers: RequestHeaders) -> Int? {
        let values = headers.all(name)
        return values.count == 1 ? HTTPDate.parse(values[0]) : nil
    }
}
