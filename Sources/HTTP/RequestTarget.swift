// The target of a request (RFC 9112 section 3.2, RFC 3986): split first, decoded afterwards.

/// One segment of a path.
public struct PathSegment: Sendable, Equatable {
    /// As it came.
    public let raw: String
    /// With its escapes decoded; `%2F` gives a slash within the segment.
    public let decoded: String
}

/// A request target.
public struct RequestTarget: Sendable {
    /// As it came.
    public let raw: String
    /// The path as it came; `*` for the asterisk form.
    public let rawPath: String
    /// What follows the question mark; nil without one.
    public let rawQuery: String?
    /// Host and port of the absolute form.
    public let authority: String?
    /// The path's segments in order, without the empty one behind a final slash. Nothing is normalised.
    public let segments: [PathSegment]
    /// Whether the path ends in a slash.
    public let hasFinalSlash: Bool

    private static let rule = "RFC 9112 section 3.2"

    /// Reads a target.
    ///
    /// - Parameter isOptions: whether the method is OPTIONS, which alone may have the asterisk form.
    init(_ bytes: ArraySlice<UInt8>, isOptions: Bool) throws(ProtocolError) {
        // VCHAR and what is beyond ASCII, which some clients send unescaped, are let through; everything else is not.
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw Self.refusal("The request target is empty or has characters that must be escaped.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Self.refusal("The request target is not UTF-8.")
        }
        raw = text
        var rest = bytes
        if rest.first != UInt8(ascii: "/") {
            if rest.elementsEqual([UInt8(ascii: "*")]), isOptions {
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
        // Most targets are a path and nothing else: one text serves for both.
        if rest.count == bytes.count {
            rawPath = text
        } else {
            rawPath = rest.isEmpty ? "/" : String(decoding: rest, as: UTF8.self)
        }
        hasFinalSlash = rest.last == UInt8(ascii: "/") || rest.isEmpty
        segments = try Self.segments(of: rest)
    }

    /// Cuts `http://host:port` off the front of an absolute-form target.
    private static func authority(of rest: inout ArraySlice<UInt8>) throws(ProtocolError) -> String {
        for scheme in ["http://", "https://"]
        where Token.equalsIgnoringCase(rest.prefix(scheme.utf8.count), scheme.utf8) {
            rest = rest.dropFirst(scheme.utf8.count)
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            let authority = rest[..<end]
            guard HostValue.isValid(authority) else { throw refusal("The request target names no host.") }
            rest = rest[end...]
            return String(decoding: authority, as: UTF8.self)
        }
        throw refusal("The request target must begin with a slash, or be an absolute http URL.")
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

    /// Bytes that are no UTF-8 become U+FFFD: a path that names nothing, for the platform to say so.
    private static func decode(_ part: ArraySlice<UInt8>) throws(ProtocolError) -> String {
        guard let bytes = PercentDecoding.decode(part, plusIsSpace: false) else {
            throw refusal("The path has a percent escape that is not valid.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func refusal(_ reason: String) -> ProtocolError {
        ProtocolError(status: 400, reason: reason, rule: rule)
    }
}

/// Percent escapes (RFC 3986 section 2.1).
enum PercentDecoding {
    /// The bytes behind escaped text; nil when an escape is not two hexadecimal digits.
    static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, let high = Token.hexValue(bytes[index + 1]),
                    let low = Token.hexValue(bytes[index + 2])
                else { return nil }
                result.append(high << 4 | low)
                index += 3
            case UInt8(ascii: "+") where plusIsSpace:
                result.append(0x20)
                index += 1
            case let byte:
                result.append(byte)
                index += 1
            }
        }
        return result
    }
}

/// Values of the Host header (RFC 9110 section 7.2).
enum HostValue {
    /// Whether the bytes are a host with an optional port: letters, digits, dots, hyphens and underscores, or an IPv6
    /// address in brackets.
    static func isValid(_ value: ArraySlice<UInt8>) -> Bool {
        var host = value
        if host.first == UInt8(ascii: "[") {
            guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let inner = host[(host.startIndex + 1)..<end]
            guard !inner.isEmpty, inner.allSatisfy({ Token.hexValue($0) != nil || $0 == 0x3A || $0 == 0x2E }) else {
                return false
            }
            return isPort(host[(end + 1)...])
        }
        if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
            guard isPort(host[colon...]) else { return false }
            host = host[..<colon]
        }
        return !host.isEmpty
            && host.allSatisfy { byte in
                Token.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.isEmpty
            || bytes.first == UInt8(ascii: ":") && bytes.count <= 6 && bytes.dropFirst().allSatisfy(Token.isDigit)
    }
}
