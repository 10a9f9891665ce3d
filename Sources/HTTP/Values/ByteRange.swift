// Range requests (RFC 9110 section 14).

/// What a Range header requests.
public enum ByteRange: Sendable, Equatable {
    /// Everything: the header is malformed, has another unit, or requests too many ranges.
    case whole
    /// One range or several, in the order of the request; ranges that overlap or touch are one.
    case ranges([Range<Int>])
    /// No range that the body has: a 416.
    case unsatisfiable

    /// The most ranges of one request (RFC 9110 section 17.15).
    public static let maximumCount = 16

    /// Parses a Range header for a body of `size` bytes.
    public static func parse(_ header: String, size: Int) -> ByteRange {
        let prefix = "bytes="
        guard header.lowercased().hasPrefix(prefix) else { return .whole }
        let specifiers = header.dropFirst(prefix.count).split(separator: ",").map { $0.trimmingSpaces() }
            .filter { !$0.isEmpty }
        guard !specifiers.isEmpty, specifiers.count <= maximumCount else { return .whole }
        var ranges: [Range<Int>] = []
        for specifier in specifiers {
            guard let range = range(specifier, size: size) else { return .whole }
            if !range.isEmpty { add(range, to: &ranges) }
        }
        return ranges.isEmpty ? .unsatisfiable : .ranges(ranges)
    }

    /// One range, cut to the body and empty if it is outside; nil if it is malformed.
    private static func range(_ text: Substring, size: Int) -> Range<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy(Token.isDigit) && $0.utf8.count <= 18 }) else {
            return nil
        }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            return min(first, size)..<min(last + 1, size)
        case (let first?, nil): return min(first, size)..<size
        case (nil, let suffix?): return max(0, size - suffix)..<size
        case (nil, nil): return nil
        }
    }

    /// Adds a range. Those that it joins become one, in the place of the first of them.
    private static func add(_ range: Range<Int>, to ranges: inout [Range<Int>]) {
        var joined = range
        var place = ranges.count
        // Ranges that are there do not touch each other, so a single look at each is enough.
        for index in ranges.indices.reversed() {
            let other = ranges[index]
            guard other.lowerBound <= range.upperBound, range.lowerBound <= other.upperBound else { continue }
            joined = min(joined.lowerBound, other.lowerBound)..<max(joined.upperBound, other.upperBound)
            ranges.remove(at: index)
            place = index
        }
        ranges.insert(joined, at: min(place, ranges.count))
    }
}
