// What an uploaded file is: its media type, digest, and what its header says.

import Crypto
import Formats
import JSON
import System

/// The facts about an upload that jobs build their results on.
struct StoredMedia: Sendable {
    /// Media type by the upload's own word, its first bytes, or its name.
    let mediaType: String
    /// Hexadecimal SHA-256: equal contents give equal results.
    let digest: String
    /// What the header of a picture or video says, if it can be read.
    let info: MediaInfo?

    /// Looks at an upload. Takes time in proportion to its size: for the thread pool.
    init(examining payload: Payload, declared: String?, filename: String) throws {
        let prefix = try payload.read(at: 0, count: MediaSniffer.prefixLength)
        mediaType = MediaSniffer.mediaType(declared: declared, prefix: prefix, filename: filename)
        digest = Hex.encode(try SHA256.digest(of: payload))
        info = MediaInfo(reading: payload, mediaType: mediaType)
    }
}
