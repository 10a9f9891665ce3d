// One track of an MP4 file.

/// The header of a track.
public struct MP4Track: Sendable, Equatable {
    /// The kind of a track, according to its handler.
    public enum Kind: Sendable, Equatable {
        /// Video (`vide`).
        case video
        /// Audio (`soun`).
        case audio
        /// Anything else: text, time code, hints.
        case other
    }

    /// The kind.
    public internal(set) var kind = Kind.other
    /// The four characters of the sample format (`avc1`, `mp4a`), or empty.
    public internal(set) var codec = ""
    /// The stored width in pixels; 0 for tracks without video. Rotation is not applied.
    public internal(set) var width = 0
    /// The stored height in pixels; 0 for tracks without video. Rotation is not applied.
    public internal(set) var height = 0
    /// Ticks per second; 0 if unknown.
    public internal(set) var timescale = 0
    /// The length in ticks according to the header of the track.
    public internal(set) var durationTicks = 0
    /// The number of samples, which are frames in a video track; 0 in fragmented files.
    public internal(set) var sampleCount = 0
    /// The sum of all sample lengths in ticks.
    public internal(set) var sampleTicks = 0

    /// The length in seconds: of the samples or, if none are listed, according to the header.
    public var duration: Double {
        guard timescale > 0 else { return 0 }
        return Double(sampleTicks > 0 ? sampleTicks : durationTicks) / Double(timescale)
    }

    /// The frame rates that a video can have. Others come from damaged or hostile headers.
    public static let frameRates = 0.001...1000.0

    /// The average number of samples per second; nil if unknown or impossible.
    public var framesPerSecond: Double? {
        guard sampleCount > 0, sampleTicks > 0, timescale > 0 else { return nil }
        let rate = Double(sampleCount) * Double(timescale) / Double(sampleTicks)
        return Self.frameRates.contains(rate) ? rate : nil
    }
}
