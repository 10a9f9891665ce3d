// What the journal keeps of a request's body: small ones whole, of large ones the beginning.

import HTTP
import JSON
import System

/// A body as the journal remembers it.
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
        /// The text of a field; nil for files and long fields.
        public let text: String?
    }

    /// There was none.
    case none
    /// Bytes, and how many there were.
    case bytes([UInt8], size: Int)
    /// Parts; those beyond the first 100 are left out.
    case parts([JournalPart])

    /// How many bytes are kept.
    public static let capacity = 4096
    private static let maximumParts = 100

    init(_ request: Request) {
        switch request.body {
        case .none, .broken: self = .none
        case .payload(let payload):
            guard let bytes = payload.inMemory else {
                self = .bytes([], size: payload.count)
                return
            }
            // A small body shares its bytes with the request; of a large one a copy lets the rest go.
            self = .bytes(
                bytes.count <= Self.capacity ? bytes : Array(bytes[..<Self.capacity]), size: bytes.count)
        case .parts(let parts):
            self = .parts(
                parts.prefix(Self.maximumParts).map { part in
                    let isText = part.filename == nil && part.payload.count <= Self.capacity
                    let bytes = isText ? part.payload.inMemory : nil
                    return JournalPart(
                        name: part.name, filename: part.filename, contentType: part.contentType,
                        size: part.payload.count, text: bytes.flatMap { String(validating: $0, as: UTF8.self) })
                })
        }
    }

    /// Whether only a part of it was kept.
    public var isCut: Bool {
        if case .bytes(let bytes, let size) = self { bytes.count < size } else { false }
    }

    /// The body as a JSON value: JSON as it is, forms and multipart fields as an object of texts, files as their name,
    /// type and size; nil when it is neither, or cut.
    ///
    /// - Parameter mediaType: the request's `Content-Type`.
    public func json(mediaType: String?) -> JSON? {
        switch self {
        case .none: return nil
        case .parts(let parts):
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
