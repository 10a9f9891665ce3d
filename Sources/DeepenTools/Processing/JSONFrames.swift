// Datasets of point clouds as JSON: one file for each frame, with its points and cameras.

import Formats
import JSON

/// Frames of `3d` datasets with format `json` (specification, "process_uploaded_data").
enum JSONFrames {
    /// The most cameras of a dataset.
    private static let maximumCameras = 64

    static func read(_ archive: DatasetArchive) throws -> DatasetContents {
        let pictureFolders = Set(archive.entries.map { EntryPath($0.name) }.filter(\.isImage).map(\.folder))
        var frames: [(path: EntryPath, size: Int, cameras: Int)] = []
        var cameras: [JSON] = []
        for entry in archive.entries {
            let path = EntryPath(entry.name)
            // A JSON file in a folder of pictures describes them; at the top, pictures and frames may be mixed.
            guard path.ending == "json", path.folder.isEmpty || !pictureFolders.contains(path.folder) else {
                try archive.read(entry)
                continue
            }
            var scanner = FrameScanner()
            try archive.read(entry) { scanner.append($0) }
            let frame = try scanner.finish(name: entry.name)
            guard frame.cameras.count <= maximumCameras else {
                throw DatasetContents.Failure(message: "\(entry.name) has more than \(maximumCameras) cameras.")
            }
            if frame.cameras.count > cameras.count { cameras = frame.cameras }
            frames.append((path, frame.points, frame.cameras.count))
        }
        // Clients match files to entries by stem; folders are added only where stems are ambiguous.
        let isStemEnough = Set(frames.map(\.path.stem)).count == frames.count
        return DatasetContents(
            frames: frames.map { frame in
                let folder = isStemEnough || frame.path.folder.isEmpty ? "" : frame.path.folder + "/"
                return DatasetContents.Frame(
                    id: folder + frame.path.stem + ".pcd",
                    sensors: ["lidar"] + (0..<frame.cameras).map { "camera_\($0)" }, size: frame.size)
            },
            sensorConfig: SensorConfig.json(cameras: cameras))
    }
}
