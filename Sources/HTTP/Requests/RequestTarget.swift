// The target of a request (RFC 9112 section 3.2, RFC 3986): split first, decoded afterwards.

import System

/// A request target. It keeps the bytes of its head, and makes texts of them when somebody asks.
public struct RequestTarget: Sendable {
    private let bytes: [UInt8]
    private let place: Range<Int>
    private let pathPlace: Range<Int>
    private let queryPlace: Range<Int>?
    /// Host and port, if the target has the absolute form, or the authority form of CONNECT.
    public let authority: String?
    /// The segments of the path, decoded, without the empty one after a final slash. Nothing is normalised; `%2F` is a
    /// slash within its segment.
    public let path: SegmentedPath
    /// Whether the path ends in a slash.
    public let hasFinalSlash: Bool

    /// The number of bytes of the target.
    public var byteCount: Int { place.count }
    /// The target as received.
    public var raw: String { text(place) }
    /// The path as received; `*` for the asterisk form.
    public var rawPath: String { pathPlace.isEmpty ? "/" : text(pathPlace) }
    /// What follows the question mark; nil if there is none.
    public var rawQuery: String? { queryPlace.map(text) }
    /// Whether the target has the absolute form and the scheme `https`.
    public var isSecure: Bool {
        authority != nil && raw.utf8.prefix(6).elementsEqual("https:".utf8) { $0 | 0x20 == $1 | 0x20 }
    }
    /// The segments of ``path`` in order.
    public var decodedSegments: [String] { path.segments }
    /// The segments of the path in order, as received and decoded.
    public var segments: [PathSegment] {
        zip(
            decodedSegments, bytes[pathPlace].dropFirst().split(separator: Self.slash, omittingEmptySubsequences: false)
        )
        .map { PathSegment(raw: String(decoding: $1, as: UTF8.self), decoded: $0) }
    }

    private static let rule = "RFC 9112 section 3.2"
    private static let slash = UInt8(ascii: "/")

    /// Parses a target.
    ///
    /// - Parameters:
    ///   - place: where it is in `bytes`.
    ///   - method: with CONNECT the target must have the authority form; the asterisk form needs OPTIONS.
    init(_ place: Range<Int>, of bytes: [UInt8], method: Method) throws(ProtocolError) {
        self.bytes = bytes
        self.place = place
        let signs = try Self.check(bytes.span.extracting(place))
        let mark = signs.question.map { place.lowerBound + $0 }
        guard method != .connect else {
            let host = bytes[place]
            guard HostValue.isValid(bytes.span.extracting(place)), host.last != UInt8(ascii: "]"),
                host.contains(UInt8(ascii: ":"))
            else { throw Self.refusal("The target of CONNECT must be a host and a port.") }
            (pathPlace, queryPlace, hasFinalSlash) = (place, nil, false)
            (authority, path) = (String(decoding: host, as: UTF8.self), .empty)
            return
        }
        var segments = place.lowerBound..<(mark ?? place.upperBound)
        if bytes[place.lowerBound] == Self.slash {
            authority = nil
        } else {
            if place.count == 1, bytes[place.lowerBound] == UInt8(ascii: "*"), method == .options {
                (pathPlace, queryPlace, authority, path, hasFinalSlash) = (place, nil, nil, .empty, false)
                return
            }
            var rest = bytes[place]
            authority = try Self.authority(of: &rest)
            segments = min(rest.startIndex, segments.upperBound)..<segments.upperBound
        }
        pathPlace = segments
        queryPlace = mark.map { $0 + 1..<place.upperBound }
        hasFinalSlash = segments.isEmpty || bytes[segments.upperBound - 1] == Self.slash
        path = try Self.path(at: segments, in: bytes, hasEscapes: signs.hasPercent)
    }

    /// Visible ASCII is allowed, and non-ASCII bytes, which some clients send unescaped. Everything else is refused.
    ///
    /// - Returns: the index of the first question mark, nil if there is none; and whether there is a percent sign.
    private static func check(
        _ target: Span<UInt8>
    ) throws(ProtocolError) -> (question: Int?, hasPercent: Bool) {
        var question: Int?
        var hasPercent = false
        var isASCII = true
        var isAllowed = !target.isEmpty
        var index = 0
        while index < target.count {
            if isPlain(target, at: index) {
                index += 8
                continue
            }
            let byte = target[index]
            if byte == UInt8(ascii: "?") {
                if question == nil { question = index }
            } else if byte == UInt8(ascii: "%") {
                hasPercent = true
            } else if byte >= 0x80 {
                isASCII = false
            } else if byte <= 0x20 || byte == 0x7F || byte == UInt8(ascii: "#") {
                isAllowed = false
            }
            index += 1
        }
        guard isAllowed else {
            throw refusal("The request target is empty or contains characters that must be escaped.")
        }
        guard isASCII || isUTF8(target) else { throw refusal("The request target is not UTF-8.") }
        return (question, hasPercent)
    }

    /// Whether the next eight bytes are all visible ASCII beyond the percent sign, and no question mark: a byte of a word
    /// has its high bit afterwards if it is less than `&`, 0x7F or more, or a question mark. Bytes behind one that is less
    /// may count as less, too; then they are looked at one by one.
    private static func isPlain(_ target: Span<UInt8>, at index: Int) -> Bool {
        guard index + 8 <= target.count else { return false }
        let ones: UInt64 = 0x0101_0101_0101_0101
        let word = target.word(at: index, length: 8)
        let questions = word ^ (ones &* 0x3F)
        let odd = word | (word &+ ones) | (word &- ones &* 0x26) | (questions &- ones) & ~questions
        return odd & (ones &* 0x80) == 0
    }

    private static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) != nil }
    }

    private func text(_ place: Range<Int>) -> String { String(decoding: bytes[place], as: UTF8.self) }

    /// Removes `http://host:port` from the front of an absolute-form target.
    private static func authority(of rest: inout ArraySlice<UInt8>) throws(ProtocolError) -> String {
        for scheme in ["http://", "https://"]
        where Token.equalsIgnoringCase(rest.prefix(scheme.utf8.count), scheme.utf8) {
            rest = rest.dropFirst(scheme.utf8.count)
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            let authority = rest[..<end]
            guard HostValue.isValid(authority.span) else { throw refusal("The request target must name a host.") }
            rest = rest[end...]
            return String(decoding: authority, as: UTF8.self)
        }
        throw refusal("The request target must begin with a slash or be an absolute http URL.")
    }

    /// The segments behind the first slash and before a final one.
    private static func path(
        at place: Range<Int>, in bytes: [UInt8], hasEscapes: Bool
    ) throws(ProtocolError) -> SegmentedPath {
        guard place.count > 1 else { return .empty }
        let end = bytes[place.upperBound - 1] == slash ? place.upperBound - 1 : place.upperBound
        let segments = place.lowerBound + 1..<max(place.lowerBound + 1, end)
        guard hasEscapes, bytes[segments].contains(UInt8(ascii: "%")) else {
            return SegmentedPath(bytes, at: segments, separator: slash)
        }
        var decoded: [String] = []
        for segment in bytes[segments].split(separator: slash, omittingEmptySubsequences: false) {
            decoded.append(try decode(segment))
        }
        return SegmentedPath(decoded)
    }

    /// Invalid UTF-8 becomes U+FFFD. Such a path names nothing, and the platform will say so.
    private static func decode(_ part: ArraySlice<UInt8>) throws(ProtocolError) -> String {
        guard let bytes = PercentDecoding.decode(part, plusIsSpace: false) else {
            throw refusal("The path contains an invalid percent escape.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func refusal(_ reason: String) -> ProtocolError {
        ProtocolError(status: 400, reason: reason, rule: rule)
    }
}
