// The entity tags of contents: digests of their bytes, so that equal contents have equal tags, whatever their history.

import Crypto
import HTTP
import System

/// Computes entity tags, and remembers those of files. Confined to the loop.
final class EntityTags {
    /// Contents of up to this many bytes are digested on the loop.
    private static let shortBytes = 64 << 10
    /// How many tags are remembered; beyond that all are forgotten.
    private static let capacity = 2000

    /// What a remembered tag belongs to: a part of a file that has not changed since.
    struct Place: Hashable {
        let file: File.Stamp
        let offset: Int
        let count: Int

        /// The place of a payload; nil if it is in memory.
        init?(_ payload: Payload) throws(SystemError) {
            guard let (file, offset) = payload.fileRange else { return nil }
            // Of a shared file every place is written once, and by others all the time.
            self.file = try payload.isInSharedFile ? file.identity() : file.stamp()
            self.offset = offset
            count = payload.count
        }
    }

    private var known: [Place: EntityTag] = [:]

    /// The tag of a content, if it is known or short; nil if it has to be computed on the thread pool.
    func tag(of payload: Payload) throws -> EntityTag? {
        if payload.count <= Self.shortBytes { return try Self.compute(payload) }
        guard let place = try Place(payload) else { return nil }
        return known[place]
    }

    /// Remembers the tag of a content, if that is in a file.
    func remember(_ tag: EntityTag, of payload: Payload) throws {
        guard let place = try Place(payload) else { return }
        if known.count >= Self.capacity { known = [:] }
        known[place] = tag
    }

    /// The tag of a content. For any thread.
    static func compute(_ payload: Payload) throws -> EntityTag {
        EntityTag(Hex.encode(Array(try SHA256.digest(of: payload).prefix(16))))
    }
}
