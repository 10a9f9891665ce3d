// The target of a request (RFC 9112 section 3.2, RFC 3986): split first, decoded afterwards.

/// A request target.
public struct RequestTarget: Sendable {
    /// The target as received.
    public let raw: String
    /// The path as received; `*` for the asterisk form.
    public let rawPath: String
    /// What follows the question mark; nil if there is none.
    public let rawQuery: String?
    /// Host and port, if the target has the absolute form, or the authority form of CONNECT.
    public let authority: String?
    /// Whether the target has the absolute form and the scheme `https`.
    public var isSecure: Bool {
        authority != nil && raw.utf8.prefix(6).elementsEqual("https:".utf8) { $0 | 0x20 == $1 | 0x20 }
    }
    /// The segments of the path in order, without the empty one after a final slash. Nothing is normalised.
    public let segments: [PathSegment]
    /// Whether the path ends in a slash.
    public let hasFinalSlash: Bool

    private static let rule = "RFC 9112 section 3.2"

    /// Parses a target.
    ///
    /// - Parameter method: with CONNECT the target must have the authority form; the asterisk form needs OPTIONS.
    init(_ bytes: ArraySlice<UInt8>, method: Method) throws(ProtocolError) {
        // Visible ASCII is allowed, and non-ASCII bytes, which some clients send unescaped. Everything else is refused.
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw Self.refusal("The request target is empty or contains characters that must be escaped.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Self.refusal("The request target is not UTF-8.")
        }
        raw = text
        guard method != .connect else {
            guard HostValue.isValid(bytes), bytes.last != UInt8(ascii: "]"), bytes.contains(UInt8(ascii: ":")) else {
                throw Self.refusal("The target of CONNECT must be a host and a port.")
            }
            (rawPath, rawQuery, authority, segments, hasFinalSlash) = (text, nil, text, [], false)
            return
        }
        var rest = bytes
        if rest.first != UInt8(ascii: "/") {
            if rest.elementsEqual([UInt8(ascii: "*")]), method == .options {
                (rawPath, rawQuery, authority, segments, hasFinalSlash) = ("*", nil, nil, [], false)
                return
            }
            authority = try Self.authority(of: &rest)
        } else {
            authority = nil
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            rawQuery = String(decoding: rest[(mark + 1)...], as: UTF8.self)
            rest = rest[..<mark]
        } else {
            rawQuery = nil
        }
        // Most targets are just a path: one string serves as both.
        if rest.count == bytes.count {
            rawPath = text
        } else {
            rawPath = rest.isEmpty ? "/" : String(decoding: rest, as: UTF8.self)
        }
        hasFinalSlash = rest.last == UInt8(ascii: "/") || rest.isEmpty
        segments = try Self.segments(of: rest)
    }

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

    private static func segments(of path: ArraySlice<UInt8>) throws(ProtocolError) -> [PathSegment] {
        guard path.count > 1 else { return [] }
        var segments: [PathSegment] = []
        var start = path.startIndex + 1
        var index = start
        while index <= path.endIndex {
            if index == path.endIndex || path[index] == UInt8(ascii: "/") {
                if index == path.endIndex, start == index { break }
                let part = path[start..<index]
                let raw = String(decoding: part, as: UTF8.self)
                let decoded = part.contains(UInt8(ascii: "%")) ? try decode(part) : raw
                segments.append(PathSegment(raw: raw, decoded: decoded))
                start = index + 1
            }
            index += 1
        }
        return segments
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
