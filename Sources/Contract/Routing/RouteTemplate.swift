// A path template, parsed.

/// A path template such as `/datasets/{datasetId}/files/{fileId}`, as a list of segments.
struct RouteTemplate: Sendable, Equatable {
    /// What a capture matches.
    enum Capture: Sendable {
        /// One segment of digits without a leading zero that fits an `Int`.
        case integer
        /// One segment that is not empty.
        case string
        /// One or more segments.
        case greedy

        /// The kind for a letter of the route index.
        init?(letter: UInt8) {
            switch letter {
            case UInt8(ascii: "i"): self = .integer
            case UInt8(ascii: "s"): self = .string
            case UInt8(ascii: "g"): self = .greedy
            default: return nil
            }
        }

        /// The letter of the route index.
        var letter: String {
            switch self {
            case .integer: "i"
            case .string: "s"
            case .greedy: "g"
            }
        }
    }

    /// One segment.
    enum Segment: Sendable, Equatable {
        case literal(String)
        case capture(name: String, Capture)
    }

    /// The segments in order.
    var segments: [Segment]
    /// Whether the template ends in a slash; false for `/` itself.
    let hasFinalSlash: Bool

    /// Parses a template, with all captures as strings; nil if it does not have the form `/a/{b}/c`.
    init?(_ text: String) {
        self.init(utf8: Array(text.utf8)[...])
    }

    /// Parses a template in UTF-8.
    init?(utf8 bytes: ArraySlice<UInt8>) {
        guard bytes.first == UInt8(ascii: "/") else { return nil }
        segments = []
        segments.reserveCapacity(8)
        hasFinalSlash = bytes.count > 1 && bytes.last == UInt8(ascii: "/")
        let end = hasFinalSlash ? bytes.endIndex - 1 : bytes.endIndex
        var start = bytes.startIndex + 1
        while start < end {
            var stop = start
            while stop < end, bytes[stop] != UInt8(ascii: "/") { stop += 1 }
            guard stop > start, let segment = Self.segment(bytes[start..<stop]) else {
                return nil
            }
            segments.append(segment)
            start = stop + 1
        }
        // What is left would be an empty segment, as in `//` and `/a//`.
        guard !(hasFinalSlash && (segments.isEmpty || start == end)) else { return nil }
    }

    private static func segment(_ bytes: ArraySlice<UInt8>) -> Segment? {
        if bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") {
            let name = bytes.dropFirst().dropLast()
            guard !name.isEmpty, name.allSatisfy(isNameByte) else { return nil }
            return .capture(name: String(decoding: name, as: UTF8.self), .string)
        }
        guard bytes.allSatisfy({ $0 > 32 && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }) else { return nil }
        return .literal(String(decoding: bytes, as: UTF8.self))
    }

    private init(segments: [Segment], hasFinalSlash: Bool) {
        self.segments = segments
        self.hasFinalSlash = hasFinalSlash
    }

    /// The names of the captures in order.
    var captureNames: [String] {
        segments.compactMap { if case .capture(let name, _) = $0 { name } else { nil } }
    }

    /// One letter a capture, in order: `i`, `s` or `g`.
    var captureKinds: String {
        segments.map { if case .capture(_, let kind) = $0 { kind.letter } else { "" } }.joined()
    }

    /// The template as text.
    var text: String {
        guard !segments.isEmpty else { return "/" }
        var text = ""
        for segment in segments {
            switch segment {
            case .literal(let literal): text += "/" + literal
            case .capture(let name, _): text += "/{" + name + "}"
            }
        }
        return hasFinalSlash ? text + "/" : text
    }

    /// The template without the names of its captures: equal for two templates that accept the same paths.
    func shape(distinguishingKinds: Bool) -> String {
        var shape = ""
        for segment in segments {
            switch segment {
            case .literal(let literal): shape += "/" + literal
            case .capture(_, let kind): shape += distinguishingKinds ? "/{\(kind.letter)}" : "/{}"
            }
        }
        return shape
    }

    /// Replaces the leading segments `from` by the segments `to`; nil if the template does not begin with `from`.
    func rewritten(from: RouteTemplate, to: RouteTemplate) -> RouteTemplate? {
        guard segments.starts(with: from.segments) else { return nil }
        return RouteTemplate(
            segments: to.segments + segments.dropFirst(from.segments.count),
            hasFinalSlash: hasFinalSlash
        )
    }

    /// The same template with the kinds of its captures.
    func typed(_ kind: (String) -> Capture) -> RouteTemplate {
        RouteTemplate(
            segments: segments.map {
                if case .capture(let name, _) = $0 { .capture(name: name, kind(name)) } else { $0 }
            },
            hasFinalSlash: hasFinalSlash
        )
    }

    /// The same template with one capture renamed.
    func renaming(_ old: String, to new: String) -> RouteTemplate {
        RouteTemplate(
            segments: segments.map {
                if case .capture(old, let kind) = $0 { .capture(name: new, kind) } else { $0 }
            },
            hasFinalSlash: hasFinalSlash
        )
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
