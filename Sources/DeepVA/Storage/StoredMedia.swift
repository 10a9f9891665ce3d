// Facts about an uploaded file: media type, digest and header.

import Crypto
import Formats
import JSON
import System

/// The facts about a file that the results of jobs depend on.
struct StoredMedia: Sendable {
    /// Media type by the declaration, the first bytes or the name.
    let mediaType: String
    /// Hexadecimal SHA-256. Equal contents give equal results.
    let digest: String
    /// The header of a picture, video or sound, if it can be read.
    let info: MediaInfo?

    /// Examines an upload. Takes time in proportion to its size, so it belongs on the thread pool.
    ///
    /// - Throws: `SystemError`; `WorkError` when the budget is used up.
    init(examining payload: Payload, declared: String?, filename: String, budget: WorkBudget) throws {
        let prefix = try payload.read(at: 0, count: MediaSniffer.prefixLength)
        mediaType = MediaSniffer.mediaType(declared: declared, prefix: prefix, filename: filename)
        digest = Hex.encode(try SHA256.digest(of: payload, budget: budget))
        info = try MediaInfo(reading: payload, budget: budget)
    }
}
