// Headers of videos and pictures.

import Formats
import System

/// What results are made of.
enum Media {
    static func mp4(_ bytes: [UInt8]) throws -> Bool {
        guard let header = try? MP4Header.read(.memory(bytes)) else { return false }
        try promise(header.duration.isFinite && header.duration >= 0, "A video has a length.")
        for track in header.tracks {
            try promise(track.duration.isFinite && track.duration >= 0, "A track has a length.")
            try promise(track.width >= 0 && track.height >= 0, "A track has a size.")
            try promise(
                track.framesPerSecond.map(MP4Track.frameRates.contains) ?? true, "A frame rate is possible.")
        }
        return true
    }

    static func picture(_ bytes: [UInt8]) throws -> Bool {
        guard let header = try ImageHeader.read(bytes) else { return false }
        try promise(header.width > 0 && header.height > 0, "A picture has a size.")
        guard header.width <= 256, header.height <= 256 else { return true }
        guard let thumbnail = try? Thumbnail.make(.memory(bytes), longest: 32) else { return true }
        try promise(
            (1...32).contains(thumbnail.width) && (1...32).contains(thumbnail.height), "A thumbnail fits its frame.")
        return true
    }
}
