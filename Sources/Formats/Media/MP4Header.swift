// Length, size and frame rate of MP4 and QuickTime files, from their movie box.

import System

/// What the movie box (`moov`) of an ISO base media file says (ISO/IEC 14496-12 section 8).
public struct MP4Header: Sendable, Equatable {
    /// Length in seconds as the movie header says; 0 when unknown.
    public internal(set) var duration = 0.0
    /// Every track, in the file's order.
    public internal(set) var tracks: [MP4Track] = []

    /// The first track with pictures.
    public var video: MP4Track? { tracks.first { $0.kind == .video } }

    /// The first track with sound.
    public var audio: MP4Track? { tracks.first { $0.kind == .audio } }

    /// Reads the header, wherever in the file it lies; only headers are read, never the media. What is cut off after
    /// the movie box does not matter.
    ///
    /// Throws `MP4Error`. At most 10,000 top-level boxes, 100 tracks and a million `stts` entries are looked at.
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
