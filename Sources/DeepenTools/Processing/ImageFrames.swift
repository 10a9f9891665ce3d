// Datasets of pictures, and of videos: one frame a picture.

import Formats
import JSON
import System

/// Pictures in an archive: a frame each, called by its path.
enum ImageFrames {
    /// Enough of a file for its header.
    private static let prefixBytes = 256 << 10

    static func read(_ archive: DatasetArchive) throws -> DatasetContents {
        var frames: [DatasetContents.Frame] = []
        for entry in archive.entries {
            let header = ImageHeader.read(try archive.prefix(of: entry, count: prefixBytes))
            guard header != nil || EntryPath(entry.name).isImage else { continue }
            frames.append(
                DatasetContents.Frame(
                    id: entry.name, sensors: [DatasetContents.onlyCamera],
                    size: header.flatMap { pixels($0.width, $0.height) }))
        }
        return DatasetContents(frames: frames)
    }

    /// The pixels of a picture; nil when the numbers cannot be right.
    static func pixels(_ width: Int, _ height: Int) -> Int? {
        let (product, overflow) = width.multipliedReportingOverflow(by: height)
        return !overflow && product > 0 && DatasetContents.believableSizes.contains(product) ? product : nil
    }
}

/// The frames of an MP4 video, from its header: the pictures themselves are not decoded.
enum VideoFrames {
    static func read(_ payload: Payload, fps: Double?) throws -> DatasetContents {
        let header = try MP4Header.read(payload)
        guard let video = header.video else { throw DatasetContents.Failure(message: "The file has no video track.") }
        let duration = video.duration > 0 ? video.duration : header.duration
        var count = Double(video.sampleCount)
        if let rate = fps ?? (video.sampleCount == 0 ? 30 : nil) { count = (duration * rate).rounded() }
        guard duration > 0, count > 0 else { throw DatasetContents.Failure(message: "The video has no frames.") }
        guard count <= Double(DatasetContents.maximumFrames) else {
            throw DatasetContents.Failure(message: "The video has more than \(DatasetContents.maximumFrames) frames.")
        }
        let size = ImageFrames.pixels(video.width, video.height)
        return DatasetContents(
            frames: (0..<Int(count)).map { number in
                let digits = String(number)
                let name = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
                return DatasetContents.Frame(id: name + ".png", sensors: [DatasetContents.onlyCamera], size: size)
            })
    }
}
