// Tests of datasets of JSON frames.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: JSON frames")
struct JSONFramesTests {
    @Test("JSON frames: files by stem in natural order, points counted, cameras as sensors with their matrices")
    func jsonFrames() throws {
        let tools = try ToolsWorld()
        let path = try tools.processed(ToolsWorld.clouds(11, cameras: 2))
        #expect(try tools.fileIDs(path) == (0..<11).map { "\($0).pcd" })
        let dataset = try tools.get(path)
        #expect(dataset["frame_sizes"]?.array?.compactMap(\.int) == (0..<11).map { $0 + 3 })
        #expect(try tools.get("\(path)/files")["files", 0, "sensors"] == ["lidar", "camera_0", "camera_1"])
        let sensors = dataset["sensor_config", "sensors"]
        #expect(dataset["sensor_config", "primary_sensor_id"] == "lidar")
        #expect(
            sensors?["lidar"]?["sensor_fusion"]?["camera_1"]?["view_matrix"]
                == [[1.0, 0.0, 0.0, -1.0], [0.0, 1.0, 0.0, -2.0], [0.0, 0.0, 1.0, -3.0], [0, 0, 0, 1]])
        #expect(sensors?["camera_0"]?["content"] == "images")
        #expect(sensors?["camera_0"]?["extension"] == "jpg")
        #expect(sensors?["camera_0"]?["calibration"]?["fx"] == 1000)
        #expect(sensors?["camera_0"]?["sensor_fusion"] == [:])
    }

    @Test("JSON beside pictures, litter of file managers and other entries are no frames")
    func jsonLitter() throws {
        let frame = Array(#"{"points":[{"x":1,"y":2,"z":3}]}"#.utf8)
        let archive = try TestArchive.zip([
            ("a/1.json", frame), ("a/0.json", frame), ("images/0.jpg", [1]), ("images/meta.json", Array("[]".utf8)),
            ("__MACOSX/a/._0.json", [1]), (".DS_Store", [1]), ("readme.txt", [1]),
        ])
        let tools = try ToolsWorld()
        let path = try tools.processed(archive)
        #expect(try tools.fileIDs(path) == ["0.pcd", "1.pcd"])
        #expect(try tools.get("\(path)/files")["files", 0, "sensors"] == ["lidar"])
    }

    @Test(
        "frames that are none end in an error that names them",
        arguments: [
            "[]", "{", #"{"points":3}"#, "{}", #"{"points":[}"#, #"{"points":[]}x"#, #"{"a":{"points":[]}}"#, "",
            #"{"points":[],"images":[{]}"#, "7",
        ])
    func brokenFrames(text: String) throws {
        let message = try ToolsWorld.processingFailure(TestArchive.zip([("scene_7.json", Array(text.utf8))]))
        #expect(message.contains("scene_7.json") || message.contains("JSON"))
    }
}
