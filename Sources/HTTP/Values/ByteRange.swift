// Range requests (RFC 9110 section 14).

/// What a Range header requests.
public enum ByteRange: Sendable, Equatable {
    /// Everything: the header is malformed, requests several ranges, or covers everything anyway.
    case whole
    /// One range.
    case range(Range<Int>)
    /// A range outside the body: a 416.
    case unsatisfiable

    /// Parses a Range header for a body of `size` bytes.
    public static func parse(_ header: String, size: Int) -> ByteRange {
        let prefix = "bytes="
        guard header.lowercased().hasPrefix(prefix) else { return .whole }
        let text = header.dropFirst(prefix.count)
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy(Token.isDigit) && $0.utf8.count <= 18 }) else {
            return .whole
        }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last?):
            guard first <= last else { return .whole }
            return first < size ? .range(first..<min(last + 1, size)) : .unsatisfiable
        case (let first?, nil): return first < size ? .range(first..<size) : .unsatisfiable
        case (nil, let suffix?): return suffix > 0 && size > 0 ? .range(max(0, size - suffix)..<size) : .unsatisfiable
        case (nil, nil): return .whole
        }
    }
}
