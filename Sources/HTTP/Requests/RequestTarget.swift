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
    /// The segments of the path in order, decoded, without the empty one after a final slash. Nothing is normalised;
    /// `%2F` is a slash within its segment.
    public let decodedSegments: [String]
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
        let mark = try Self.check(bytes.span.extracting(place)).map { place.lowerBound + $0 }
        guard method != .connect else {
            let host = bytes[place]
            guard HostValue.isValid(host), host.last != UInt8(ascii: "]"), host.contains(UInt8(ascii: ":")) else {
                throw Self.refusal("The target of CONNECT must be a host and a port.")
            }
            (pathPlace, queryPlace, hasFinalSlash) = (place, nil, false)
            (authority, decodedSegments) = (String(decoding: host, as: UTF8.self), [])
            return
        }
        var path = place.lowerBound..<(mark ?? place.upperBound)
        if bytes[place.lowerBound] == Self.slash {
            authority = nil
        } else {
            if place.count == 1, bytes[place.lowerBound] == UInt8(ascii: "*"), method == .options {
                (pathPlace, queryPlace, authority, decodedSegments, hasFinalSlash) = (place, nil, nil, [], false)
                return
            }
            var rest = bytes[place]
            authority = try Self.authority(of: &rest)
            path = min(rest.startIndex, path.upperBound)..<path.upperBound
        }
        pathPlace = path
        queryPlace = mark.map { $0 + 1..<place.upperBound }
        hasFinalSlash = path.isEmpty || bytes[path.upperBound - 1] == Self.slash
        decodedSegments = try Self.segments(of: path, in: bytes)
    }

    /// Visible ASCII is allowed, and non-ASCII bytes, which some clients send unescaped. Everything else is refused.
    ///
    /// - Returns: the index of the first question mark; nil if there is none.
    private static func check(_ target: Span<UInt8>) throws(ProtocolError) -> Int? {
        var mark: Int?
        var isASCII = true
        var isAllowed = !target.isEmpty
        for index in target.indices {
            let byte = target[index]
            // Letters, digits and most signs.
            if byte >= 0x24 && byte < 0x3F || byte > 0x3F && byte < 0x7F { continue }
            if byte == UInt8(ascii: "?") {
                if mark == nil { mark = index }
            } else if byte >= 0x80 {
                isASCII = false
            } else if byte <= 0x20 || byte == 0x7F || byte == UInt8(ascii: "#") {
                isAllowed = false
            }
        }
        guard isAllowed else {
            throw refusal("The request target is empty or contains characters that must be escaped.")
        }
        guard isASCII || isUTF8(target) else { throw refusal("The request target is not UTF-8.") }
        return mark
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
            guard HostValue.isValid(authority) else { throw refusal("The request target must name a host.") }
            rest = rest[end...]
            return String(decoding: authority, as: UTF8.self)
        }
        throw refusal("The request target must begin with a slash or be an absolute http URL.")
    }

    private static func segments(of path: Range<Int>, in bytes: [UInt8]) throws(ProtocolError) -> [String] {
        guard path.count > 1 else { return [] }
        let text = bytes.span.extracting(path)
        let isEscaped = text.firstIndex(of: UInt8(ascii: "%")) != nil
        var segments: [String] = []
        segments.reserveCapacity(6)
        var start = 1
        while true {
            let end = text.firstIndex(of: slash, from: start) ?? text.count
            if end == text.count, start == end { return segments }
            let segment = bytes[path.lowerBound + start..<path.lowerBound + end]
            segments.append(isEscaped ? try decode(segment) : String(decoding: segment, as: UTF8.self))
            if end == text.count { return segments }
            start = end + 1
        }
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
