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
    /// Every box and every `stts` entry is a value of the budget. At most 10,000 top-level boxes, 100 tracks and a million
    /// entries of a table are read.
    ///
    /// - Throws: ``MP4Error``; `SystemError` when it cannot be read; `WorkError` when the budget is used up.
    public static func read(_ payload: Payload, budget: WorkBudget = WorkBudget()) throws -> MP4Header {
        var walker = MP4Walker(payload, budget: budget)
        do {
            return try walker.header()
        } catch {
            try walker.check()
            throw error
        }
    }
}
