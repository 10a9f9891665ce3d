// Datasets of point clouds in folders: config.json names the sensors and their folders.

import Formats
import JSON
import System

/// Frames of `3d` datasets with format `default` (specification, "process_uploaded_data").
enum FolderFrames {
    /// The largest JSON file that is read, in bytes.
    private static let maximumJSON = 8 << 20
    private static let cloudEndings: Set<String> = ["pcd", "bin", "ply", "las", "laz", "csv", "txt"]

    /// Without clouds, the pictures of the archive are the frames: the quickstart uploads such an archive.
    static func read(_ archive: DatasetArchive, budget: WorkBudget) throws -> DatasetContents {
        let contents = try configEntry(of: archive).map { try configured(by: $0, archive) } ?? plain(archive)
        return contents.frames.isEmpty ? try ImageFrames.read(archive, budget: budget) : contents
    }

    private static func configured(
        by entry: ZipReader.Entry, _ archive: DatasetArchive
    ) throws -> DatasetContents {
        let config = try JSON(parsing: archive.read(entry, maximum: maximumJSON))
        guard config["primary_sensor_id"] == "lidar" else {
            throw DatasetContents.Failure(message: "config.json: primary_sensor_id must be lidar.")
        }
        let sensors = config["sensors"]?.object ?? [:]
        guard let lidar = sensors["lidar"], lidar["sensor_type"] == "lidar" else {
            throw DatasetContents.Failure(message: "config.json: sensors must have a lidar of sensor_type lidar.")
        }
        let root = EntryPath(entry.name).folder
        let cameras = try sensors.filter { $0.value["sensor_type"] == "camera" }.map { name, camera in
            (name, stems(in: try folder(camera, name, root), of: archive))
        }
        let clouds = try folder(lidar, "lidar", root)
        var frames: [DatasetContents.Frame] = []
        for other in archive.entries {
            let path = EntryPath(other.name)
            guard path.folder == clouds, cloudEndings.contains(path.ending) else {
                try archive.read(other)
                continue
            }
            let seen = cameras.filter { $0.1.contains(path.stem) }.map(\.0)
            frames.append(
                DatasetContents.Frame(
                    id: other.name, sensors: ["lidar"] + seen, size: try points(of: other, path, archive)))
        }
        return DatasetContents(frames: frames, sensorConfig: sensorConfig(sensors, root, archive))
    }

    /// Without a config, every point cloud is a frame.
    private static func plain(_ archive: DatasetArchive) throws -> DatasetContents {
        var frames: [DatasetContents.Frame] = []
        for entry in archive.entries {
            let path = EntryPath(entry.name)
            guard ["pcd", "bin", "ply", "las", "laz"].contains(path.ending) else {
                try archive.read(entry)
                continue
            }
            frames.append(
                DatasetContents.Frame(id: entry.name, sensors: ["lidar"], size: try points(of: entry, path, archive)))
        }
        return DatasetContents(frames: frames, sensorConfig: SensorConfig.json(cameras: []))
    }

    /// At the top, or in a folder: people zip a folder as often as its contents.
    private static func configEntry(of archive: DatasetArchive) -> ZipReader.Entry? {
        archive.entry(named: "config.json") ?? archive.entries.first { $0.name.hasSuffix("/config.json") }
    }

    private static func folder(_ sensor: JSON, _ name: String, _ root: String) throws -> String {
        guard let content = sensor["content"]?.string else {
            throw DatasetContents.Failure(
                message: "config.json: sensor \(name) needs a content, the path of its folder.")
        }
        return ([root] + content.split(separator: "/").map(String.init)).filter { !$0.isEmpty && $0 != "." }
            .joined(separator: "/")
    }

    private static func stems(in folder: String, of archive: DatasetArchive) -> Set<String> {
        Set(archive.entries.map { EntryPath($0.name) }.filter { $0.folder == folder }.map(\.stem))
    }

    /// The points of a cloud: the number in a PCD header; in `bin` files, as KITTI has them, four floats each.
    private static func points(
        of entry: ZipReader.Entry, _ path: EntryPath, _ archive: DatasetArchive
    ) throws -> Int? {
        let head = try archive.prefix(of: entry, count: 4096)
        if path.ending == "bin" { return entry.uncompressedSize / 16 }
        guard path.ending == "pcd" else { return nil }
        for line in head.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\r" || $0 == "\t" }
            if words.first == "POINTS", words.count == 2 {
                return Int(words[1]).flatMap { DatasetContents.believableSizes.contains($0) ? $0 : nil }
            }
            if words.first == "DATA" { break }
        }
        return nil
    }

    /// The sensors of the config, with the view matrices of the cameras where the archive has them.
    private static func sensorConfig(_ sensors: JSONObject, _ root: String, _ archive: DatasetArchive) -> JSON {
        let name = root.isEmpty ? "view_matrices.json" : root + "/view_matrices.json"
        let matrices = archive.entry(named: name)
            .flatMap { try? archive.read($0, maximum: maximumJSON) }.flatMap { try? JSON(parsing: $0) }
        var members = JSONObject()
        for (name, sensor) in sensors {
            var fusion = JSONObject()
            let type = sensor["sensor_type"] == "lidar" ? "lidar" : "camera"
            if type == "lidar" {
                for (camera, _) in sensors.filter({ $0.value["sensor_type"] == "camera" }) {
                    guard let matrix = matrix(matrices?[camera]) else { continue }
                    fusion[camera] = ["view_matrix": matrix]
                }
            }
            members[name] = SensorConfig.sensor(
                content: sensor["content"]?.string ?? "", type: type, extension: sensor["extension"]?.string,
                calibration: sensor["calibration"]?.object ?? [:], fusion: fusion)
        }
        return ["primary_sensor_id": "lidar", "sensors": .object(members)]
    }

    /// Four rows of four numbers; nil for anything else.
    private static func matrix(_ value: JSON?) -> JSON? {
        let rows = value?["view_matrix"]?.array ?? value?.array ?? []
        guard rows.count == 4,
            rows.allSatisfy({ $0.array?.count == 4 && $0.array?.allSatisfy { $0.double != nil } == true })
        else { return nil }
        return .array(rows)
    }
}
