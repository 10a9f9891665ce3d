// Entity tags (RFC 9110 section 8.8.3).

/// An entity tag.
public struct EntityTag: Sendable, Equatable {
    /// The text between the quotes.
    public let opaque: String
    /// Whether it stands for anything of the same meaning instead of the same bytes.
    public let isWeak: Bool

    /// An entity tag.
    public init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The tag as headers have it.
    public var text: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

    /// Whether both stand for the same bytes (RFC 9110 section 8.8.3.2).
    func equalsStrongly(_ other: EntityTag) -> Bool { self == other && !isWeak }

    /// Whether both stand for the same content, byte by byte or not.
    func equalsWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }
}

/// The value of `If-Match` and `If-None-Match`: tags, or any.
enum EntityTagList {
    case any
    case tags([EntityTag])

    /// Parses the values of a header, in order; words that are no tags stand for nothing.
    init(_ values: [String]) {
        if values.count == 1, values[0] == "*" {
            self = .any
        } else {
            self = .tags(values.flatMap { Self.tags(Array($0.utf8)) })
        }
    }

    /// Whether it has a tag for which the condition holds, or stands for any.
    func contains(where condition: (EntityTag) -> Bool) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains(where: condition)
        }
    }

    /// The tags of a value. A tag may contain commas.
    private static func tags(_ bytes: [UInt8]) -> [EntityTag] {
        var tags: [EntityTag] = []
        var rest = bytes[...]
        while let first = rest.first {
            let isWeak = rest.starts(with: "W/\"".utf8)
            guard isWeak || first == UInt8(ascii: "\"") else {
                rest = rest.dropFirst()
                continue
            }
            let text = rest.dropFirst(isWeak ? 3 : 1)
            guard let end = text.firstIndex(of: UInt8(ascii: "\"")) else { break }
            tags.append(EntityTag(String(decoding: text[..<end], as: UTF8.self), isWeak: isWeak))
            rest = text[end...].dropFirst()
        }
        return tags
    }
}
