// One track of an MP4 file.

/// What the header says about a track.
public struct MP4Track: Sendable, Equatable {
    /// What the track carries, by its handler.
    public enum Kind: Sendable, Equatable {
        /// Pictures (`vide`).
        case video
        /// Sound (`soun`).
        case audio
        /// Anything else: text, time code, hints.
        case other
    }

    /// What the track carries.
    public internal(set) var kind = Kind.other
    /// The sample format's four characters (`avc1`, `mp4a`), or empty.
    public internal(set) var codec = ""
    /// Pixels in a row as stored, 0 for tracks without pictures. Rotation is not applied.
    public internal(set) var width = 0
    /// Rows as stored, 0 for tracks without pictures. Rotation is not applied.
    public internal(set) var height = 0
    /// Ticks in a second, 0 if the header has none.
    public internal(set) var timescale = 0
    /// Length in ticks, as the track's own header says.
    public internal(set) var durationTicks = 0
    /// Samples, which are frames in a video track; 0 in files made of fragments.
    public internal(set) var sampleCount = 0
    /// The sum of all sample lengths in ticks.
    public internal(set) var sampleTicks = 0

    /// Length in seconds: of the samples, or as the header says when it lists none.
    public var duration: Double {
        guard timescale > 0 else { return 0 }
        return Double(sampleTicks > 0 ? sampleTicks : durationTicks) / Double(timescale)
    }

    /// Samples per second on average; nil if the header does not tell.
    public var framesPerSecond: Double? {
        guard sampleCount > 0, sampleTicks > 0, timescale > 0 else { return nil }
        return Double(sampleCount) * Double(timescale) / Double(sampleTicks)
    }
}
