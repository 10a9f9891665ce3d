// Size, frames and duration of media, from their header.

import Formats
import JSON
import System

/// Size, frames and duration of a picture or video.
struct MediaInfo: Sendable, Equatable {
    /// Pixels.
    let width: Int
    /// Pixels.
    let height: Int
    /// Frames in a second; 0 for pictures and sound.
    let fps: Double
    /// Frames in all; 1 for pictures.
    let frames: Int
    /// Seconds; 0 for pictures.
    let duration: Double

    /// Reads the header of a picture or an MP4 file; nil if there is none.
    ///
    /// - Throws: `SystemError` when it cannot be read; `WorkError` when the budget is used up.
    init?(reading payload: Payload, budget: WorkBudget) throws {
        if let header = try ImageHeader.read(payload, budget: budget) {
            self.init(width: header.width, height: header.height, fps: 0, frames: 1, duration: 0)
            return
        }
        guard let header = try Self.movie(payload, budget) else { return nil }
        guard let video = header.video, let fps = video.framesPerSecond, fps > 0, video.sampleCount > 0 else {
            guard header.duration > 0 else { return nil }
            self.init(width: 0, height: 0, fps: 0, frames: 0, duration: header.duration)
            return
        }
        self.init(
            width: video.width, height: video.height, fps: fps, frames: video.sampleCount,
            duration: Double(video.sampleCount) / fps)
    }

    private static func movie(_ payload: Payload, _ budget: WorkBudget) throws -> MP4Header? {
        do {
            return try MP4Header.read(payload, budget: budget)
        } catch is MP4Error {
            return nil
        }
    }

    /// Values beyond what media can have are brought to the nearest that they can, whether they come from the header of
    /// a file or from a row that an earlier version wrote.
    init(width: Int, height: Int, fps: Double, frames: Int, duration: Double) {
        self.width = min(max(width, 0), Self.longestSide)
        self.height = min(max(height, 0), Self.longestSide)
        self.fps = MP4Track.frameRates.contains(fps) ? fps : 0
        self.frames = min(max(frames, 0), Self.mostFrames)
        self.duration = duration.isFinite ? min(max(duration, 0), Self.longestSeconds) : 0
    }

    /// Pixels.
    private static let longestSide = 1 << 24
    private static let mostFrames = 100_000_000
    /// About four months.
    private static let longestSeconds = 10_000_000.0

    /// Reads ``json``.
    init?(json: JSON) {
        guard let width = json["width"]?.int, let height = json["height"]?.int, let fps = json["fps"]?.double,
            let frames = json["frames"]?.int, let duration = json["duration"]?.double
        else { return nil }
        self.init(width: width, height: height, fps: fps, frames: frames, duration: duration)
    }

    /// The stored form.
    var json: JSON {
        [
            "width": .int(width), "height": .int(height), "fps": .double(fps), "frames": .int(frames),
            "duration": .double(duration),
        ]
    }
}
