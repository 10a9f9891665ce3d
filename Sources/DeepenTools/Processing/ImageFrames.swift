// Datasets of pictures: one frame for each picture.

import Formats
import System

/// Pictures in an archive; the path of each is the id of its frame.
enum ImageFrames {
    /// Bytes of a file that hold its header.
    private static let prefixBytes = 256 << 10

    static func read(_ archive: DatasetArchive, budget: WorkBudget) throws -> DatasetContents {
        var frames: [DatasetContents.Frame] = []
        for entry in archive.entries {
            let header = try ImageHeader.read(
                try archive.prefix(of: entry, count: prefixBytes), budget: budget)
            guard header != nil || EntryPath(entry.name).isImage else { continue }
            frames.append(
                DatasetContents.Frame(
                    id: entry.name, sensors: [DatasetContents.onlyCamera],
                    size: header.flatMap { pixels($0.width, $0.height) }))
        }
        return DatasetContents(frames: frames)
    }

    /// The pixels of a picture; nil when the numbers make no sense.
    static func pixels(_ width: Int, _ height: Int) -> Int? {
        let (product, overflow) = width.multipliedReportingOverflow(by: height)
        return !overflow && product > 0 && DatasetContents.believableSizes.contains(product) ? product : nil
    }
}
