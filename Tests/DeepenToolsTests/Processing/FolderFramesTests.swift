// Tests of datasets of point clouds in folders.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: folders of point clouds")
struct FolderFramesTests {
    @Test("folders of point clouds: the config names them, cameras count where they saw a frame")
    func folders() throws {
        let config = #"""
            {"primary_sensor_id":"lidar","sensors":{"lidar":{"content":"points","sensor_type":"lidar"},
            "front":{"content":"front/","sensor_type":"camera","extension":"png"}}}
            """#
        let cloud = Array("VERSION .7\nFIELDS x y z\nPOINTS 42\nDATA ascii\n".utf8)
        let archive = try TestArchive.zip([
            ("config.json", Array(config.utf8)), ("points/b.pcd", cloud), ("points/a.pcd", cloud), ("front/a.png", [1]),
            ("points/c.bin", [UInt8](repeating: 0, count: 48)),
            ("view_matrices.json", Array(#"{"front":[[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]}"#.utf8)),
        ])
        let tools = try ToolsWorld()
        let path = try tools.processed(archive, format: "default", fileName: "3d_data.zip")
        #expect(try tools.fileIDs(path) == ["points/a.pcd", "points/b.pcd", "points/c.bin"])
        let list = try tools.get("\(path)/files")
        #expect(list["files", 0, "sensors"] == ["lidar", "front"])
        #expect(list["files", 1, "sensors"] == ["lidar"])
        let dataset = try tools.get(path)
        #expect(dataset["frame_sizes"] == [42, 42, 3])
        #expect(dataset["sensor_config", "sensors", "lidar", "sensor_fusion"]?.object?.keys == ["front"])
    }

    @Test("an archive without clouds is a dataset of its pictures, with a config and without")
    func pictures() throws {
        let picture = try TestArchive.fixture("picture.png")
        let pictures = [("inner/000059.png", picture), ("000009.png", picture), ("notes.txt", [1])]
        let config = #"""
            {"primary_sensor_id":"lidar","sensors":{"lidar":{"content":"points","sensor_type":"lidar"}}}
            """#
        for entries in [pictures, pictures + [("config.json", Array(config.utf8))]] {
            let tools = try ToolsWorld()
            let path = try tools.processed(try TestArchive.zip(entries), format: "default", fileName: "3d_data.zip")
            #expect(try tools.fileIDs(path) == ["000009.png", "inner/000059.png"])
            let dataset = try tools.get(path)
            #expect(dataset["dataset_type"] == "3d")
            #expect(dataset["dataset_format"] == "default")
            #expect(dataset["frame_sizes"] == nil)
            #expect(dataset["sensor_config"] == nil)
            let list = try tools.get("\(path)/files")
            #expect(list["files"]?.array?.map { $0["sensors"] } == [["sensor1"], ["sensor1"]])
        }
    }

    @Test("an archive with neither clouds nor pictures is an error")
    func nothing() throws {
        let archive = try TestArchive.zip([("notes.txt", [1])])
        let message = try ToolsWorld.processingFailure(archive, format: "default", name: "3d_data.zip")
        #expect(message.contains("no file that can be labelled"))
    }

    @Test(
        "configs that cannot be used are an error that says so",
        arguments: [
            "{", #"{"primary_sensor_id":"radar"}"#, #"{"primary_sensor_id":"lidar","sensors":{}}"#,
            #"{"primary_sensor_id":"lidar","sensors":{"lidar":{"sensor_type":"lidar"}}}"#,
        ])
    func badConfigs(config: String) throws {
        let archive = try TestArchive.zip([("config.json", Array(config.utf8)), ("points/a.pcd", [1])])
        let message = try ToolsWorld.processingFailure(archive, format: "default", name: "3d_data.zip")
        #expect(message.contains("config.json") || message.contains("JSON"))
    }
}
