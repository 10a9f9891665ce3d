// The text of a statement, made of literals only, so that data cannot become SQL by accident.

/// A statement, or a piece of one. Written as a literal; other pieces of SQL may be interpolated, but text may not:
/// values are bound with `?`.
///
/// A plain literal is known by its address, anything else by its text, whose hash is kept: so a statement that many
/// requests run is a literal, or composed once into a `static let`.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    private enum Source {
        case literal(StaticString)
        case text(TextKey)
    }

    private let source: Source

    /// A plain literal.
    public init(stringLiteral value: StaticString) {
        source = .literal(value)
    }

    /// A literal with pieces of SQL in it.
    public init(stringInterpolation: Interpolation) {
        source = .text(TextKey(stringInterpolation.text))
    }

    /// SQL that was made at run time. Never from what a client sent.
    public init(text: String) {
        source = .text(TextKey(text))
    }

    /// The text.
    public var text: String {
        switch source {
        case .literal(let literal): literal.description
        case .text(let key): key.text
        }
    }

    /// The text with its hash.
    var textKey: TextKey {
        if case .text(let key) = source { key } else { TextKey(text) }
    }

    /// Address of a plain literal; it never changes and no other literal has it with another length.
    var literalKey: LiteralKey? {
        guard case .literal(let literal) = source, literal.hasPointerRepresentation else { return nil }
        return LiteralKey(address: unsafe UInt(bitPattern: literal.utf8Start), count: literal.utf8CodeUnitCount)
    }

    /// The text of a composed statement; nil for a literal.
    var composed: TextKey? {
        if case .text(let key) = source { key } else { nil }
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { text.isEmpty }

    /// One piece behind the other.
    public static func + (first: SQL, second: SQL) -> SQL {
        SQL(text: first.text + second.text)
    }

    /// `?, ?, ?` for `count` values, as `IN (...)` wants them.
    public static func placeholders(_ count: Int) -> SQL {
        SQL(text: repeatElement("?", count: max(0, count)).joined(separator: ", "))
    }

    /// Collects the pieces of a composed statement.
    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        /// Starts empty.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        /// Adds what the program spells out.
        public mutating func appendLiteral(_ literal: StaticString) {
            text += literal.description
        }

        /// Adds a piece of SQL.
        public mutating func appendInterpolation(_ piece: SQL) {
            text += piece.text
        }
    }
}

extension Sequence<SQL> {
    /// The pieces with `separator` between them.
    public func joined(separator: SQL) -> SQL {
        SQL(text: map(\.text).joined(separator: separator.text))
    }
}

/// Names a literal by where it is.
struct LiteralKey: Hashable {
    let address: UInt
    let count: Int
}

/// Names a text, and hashes it once.
final class TextKey: Hashable, Sendable {
    let text: String
    private let hash: Int

    init(_ text: String) {
        self.text = text
        hash = text.hashValue
    }

    static func == (left: TextKey, right: TextKey) -> Bool { left === right || left.text == right.text }

    func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}
