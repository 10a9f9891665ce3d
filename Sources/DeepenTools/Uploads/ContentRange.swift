// The Content-Range header of the resumable protocol.

/// What a request to a session says about its body (RFC 9110 section 14.4, and the protocol's own `bytes */N`).
enum ContentRange: Equatable {
    /// There is no such header: the body is the whole file.
    case absent
    /// `bytes */N` or `bytes */*`: the body is empty, and the client asks for the session's state.
    case query(total: Int?)
    /// `bytes a-b/N` or `bytes a-b/*`.
    case chunk(first: Int, last: Int, total: Int?)

    /// Reads the header; nil when it is malformed.
    init?(_ header: String?) {
        guard let header else {
            self = .absent
            return
        }
        let text = header.split(separator: " ", omittingEmptySubsequences: true)
        guard text.count == 2, text[0].lowercased() == "bytes" else { return nil }
        let halves = text[1].split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        var total: Int?
        if halves[1] != "*" {
            guard let number = Self.number(halves[1]) else { return nil }
            total = number
        }
        if halves[0] == "*" {
            self = .query(total: total)
            return
        }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last,
            total.map({ last < $0 }) ?? true
        else { return nil }
        self = .chunk(first: first, last: last, total: total)
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
