// Request bodies in the journal: small bodies are kept whole, large ones truncated.

import HTTP
import JSON
import System

/// A body in the journal.
public enum JournalBody: Sendable {
    /// A part of a multipart body.
    public struct JournalPart: Sendable {
        /// The name of its form field.
        public let name: String
        /// Its filename, if it is a file.
        public let filename: String?
        /// The media type that it declares, if any.
        public let contentType: String?
        /// How many bytes it has.
        public let size: Int
        /// The text of a field; nil for files, and for fields that the journal has no room for.
        public let text: String?
    }

    /// There was none.
    case none
    /// Bytes, and how many there were.
    case bytes([UInt8], size: Int)
    /// Parts, and whether some or the texts of some are left out.
    case parts([JournalPart], isCut: Bool)

    /// The size up to which a body is kept whole, in bytes; in a multipart body of all fields together.
    public static let capacity = 64 << 10
    /// The bytes that are kept of larger bodies.
    public static let beginning = 4096
    private static let maximumParts = 100

    init(_ request: Request) {
        switch request.body {
        case .none: self = .none
        case .broken(let problem):
            let isWhole = problem.size <= Self.capacity
            self = .bytes(Array(problem.beginning.prefix(isWhole ? .max : Self.beginning)), size: problem.size)
        case .payload(let payload):
            guard let bytes = payload.inMemory else {
                self = .bytes([], size: payload.count)
                return
            }
            // A small body shares its bytes with the request; the beginning of a large one is copied, so that the rest
            // can be freed.
            self = .bytes(
                bytes.count <= Self.capacity ? bytes : Array(bytes[..<Self.beginning]), size: bytes.count)
        case .parts(let parts):
            var room = Self.capacity
            var isCut = parts.count > Self.maximumParts
            let kept = parts.prefix(Self.maximumParts).map { part in
                var text: String?
                if part.filename == nil {
                    if part.payload.count <= room, let bytes = part.payload.inMemory {
                        room -= bytes.count
                        text = String(validating: bytes, as: UTF8.self)
                    } else {
                        isCut = true
                    }
                }
                return JournalPart(
                    name: part.name, filename: part.filename, contentType: part.contentType,
                    size: part.payload.count, text: text)
            }
            self = .parts(kept, isCut: isCut)
        }
    }

    /// The bytes that are kept.
    var keptBytes: Int {
        switch self {
        case .none: 0
        case .bytes(let bytes, _): bytes.count
        case .parts(let parts, _):
            parts.reduce(0) { sum, part in
                sum + part.name.utf8.count + (part.filename?.utf8.count ?? 0) + (part.contentType?.utf8.count ?? 0)
                    + (part.text?.utf8.count ?? 0)
            }
        }
    }

    /// Drops the bytes and keeps the size.
    mutating func drop() {
        switch self {
        case .none: break
        case .bytes(_, let size): self = .bytes([], size: size)
        case .parts(let parts, _): self = .bytes([], size: parts.reduce(0) { $0 + $1.size })
        }
    }

    /// Whether only a part of the body is kept.
    public var isCut: Bool {
        switch self {
        case .none: false
        case .bytes(let bytes, let size): bytes.count < size
        case .parts(_, let isCut): isCut
        }
    }

    /// The body as a JSON value: JSON as it is, form and multipart fields as an object of texts, files as name, type
    /// and size; nil when it is none of these, or truncated.
    ///
    /// - Parameter mediaType: the request's `Content-Type`.
    public func json(mediaType: String?) -> JSON? {
        switch self {
        case .none: return nil
        case .parts(let parts, _):
            return .object(
                JSONObject(
                    parts.map { part in
                        guard part.filename != nil else { return (part.name, part.text.map(JSON.string) ?? .null) }
                        return (
                            part.name,
                            [
                                "filename": part.filename.map(JSON.string) ?? .null,
                                "content_type": part.contentType.map(JSON.string) ?? .null, "size": .int(part.size),
                            ]
                        )
                    }))
        case .bytes(let bytes, let size):
            guard bytes.count == size, size > 0 else { return nil }
            if mediaType.flatMap(MediaType.init(parsing:))?.essence == "application/x-www-form-urlencoded" {
                guard let items = try? FormDecoder.decode(bytes) else { return nil }
                return .object(JSONObject(items.map { ($0.name, .string($0.value)) }))
            }
            return try? JSON(parsing: bytes)
        }
    }
}
