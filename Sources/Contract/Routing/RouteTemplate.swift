// A path template, taken apart.

/// A path template such as `/datasets/{datasetId}/files/{fileId}`, as a list of segments.
struct RouteTemplate: Sendable, Equatable {
    /// What a capture takes.
    enum Capture: Character, Sendable {
        /// One segment of digits without a leading zero that fits an `Int`.
        case integer = "i"
        /// One segment that is not empty.
        case string = "s"
        /// One or more segments.
        case greedy = "g"
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

    /// Splits a template whose captures are all taken for strings; nil when it is not of the form `/a/{b}/c`.
    init?(_ text: String) {
        var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        guard parts.popFirst()?.isEmpty == true, !parts.isEmpty else { return nil }
        hasFinalSlash = parts.count > 1 && parts.last?.isEmpty == true
        if parts.last?.isEmpty == true { parts.removeLast() }
        segments = []
        segments.reserveCapacity(parts.count)
        for part in parts {
            guard let first = part.first, let last = part.last else { return nil }
            if first == UInt8(ascii: "{"), last == UInt8(ascii: "}") {
                let name = part.dropFirst().dropLast()
                guard !name.isEmpty, name.allSatisfy(Self.isNameByte) else { return nil }
                segments.append(.capture(name: String(Substring(name)), .string))
            } else {
                guard !part.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") || $0 <= 32 }) else {
                    return nil
                }
                segments.append(.literal(String(Substring(part))))
            }
        }
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
        String(segments.compactMap { if case .capture(_, let kind) = $0 { kind.rawValue } else { nil } })
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
            case .capture(_, let kind): shape += distinguishingKinds ? "/{\(kind.rawValue)}" : "/{}"
            }
        }
        return shape
    }

    /// Replaces the segments `from` at the beginning by the segments `to`; nil when the template begins otherwise.
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
