// Reads length, size and frame rate of MP4 and QuickTime files from the movie box.

import System

/// The movie box (`moov`) of an ISO base media file (ISO/IEC 14496-12 section 8).
public struct MP4Header: Sendable, Equatable {
    /// The length in seconds according to the movie header; 0 if unknown.
    public internal(set) var duration = 0.0
    /// Every track, in the order of the file.
    public internal(set) var tracks: [MP4Track] = []

    /// The first video track.
    public var video: MP4Track? { tracks.first { $0.kind == .video } }

    /// The first audio track.
    public var audio: MP4Track? { tracks.first { $0.kind == .audio } }

    /// Reads the header, wherever it is in the file, but never the media. The file may be cut off after the movie box.
    ///
    /// Throws `MP4Error`. At most 10,000 top-level boxes, 100 tracks and a million `stts` entries are read.
    public static func read(_ payload: Payload) throws(MP4Error) -> MP4Header {
        var walker = MP4Walker(payload)
        do {
            return try walker.header()
        } catch {
            if let failure = walker.failure { throw .unreadable(failure.message) }
            throw error
        }
    }
}
