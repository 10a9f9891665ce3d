// Video datasets: the frames follow from the header of the MP4 file.

import Formats
import System

/// The frames of an MP4 video. The pictures themselves are not decoded.
enum VideoFrames {
    static func read(_ payload: Payload, fps: Double?, budget: WorkBudget) throws -> DatasetContents {
        let header = try MP4Header.read(payload, budget: budget)
        guard let video = header.video else {
            throw DatasetContents.Failure(message: "The video file has no video track.")
        }
        let duration = video.duration > 0 ? video.duration : header.duration
        var count = Double(video.sampleCount)
        if let rate = fps ?? (video.sampleCount == 0 ? 30 : nil) { count = (duration * rate).rounded() }
        guard duration > 0, count > 0 else { throw DatasetContents.Failure(message: "The video has no frames.") }
        guard count <= Double(DatasetContents.maximumFrames) else {
            throw DatasetContents.Failure(message: "The video has more than \(DatasetContents.maximumFrames) frames.")
        }
        let size = ImageFrames.pixels(video.width, video.height)
        return DatasetContents(
            frames: (0..<Int(saturating: count)).map { number in
                let digits = String(number)
                let name = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
                return DatasetContents.Frame(id: name + ".png", sensors: [DatasetContents.onlyCamera], size: size)
            })
    }
}
