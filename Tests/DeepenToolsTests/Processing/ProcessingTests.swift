// Tests of processing: real archives become files, broken ones an error with a text.

import JSON
import TestSupport
import Testing

@testable import DeepenTools

@Suite("Deepen tools: processing")
struct ProcessingTests {
    private func files(_ tools: ToolsWorld, _ path: String) throws -> [String] {
        (try tools.get("\(path)/files")["files"]?.array ?? []).compactMap { $0["file_id"]?.string }
    }

    /// The text of the error that an upload ends in.
    private func failure(
        _ archive: [UInt8], type: JSON = "3d", format: JSON = "json", name: String = "json_data.zip",
        location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let tools = try ToolsWorld()
        let path = try tools.processed(archive, type: type, format: format, fileName: name)
        let dataset = try tools.get(path)
        #expect(dataset["processing_status"] == "preprocessing_error", sourceLocation: location)
        #expect(dataset["current_stage"] == "Processing", sourceLocation: location)
        #expect(dataset["current_stage_status"] == "waiting", sourceLocation: location)
        #expect(try files(tools, path).isEmpty, sourceLocation: location)
        return dataset["processing_status_message"]?.string ?? ""
    }

    @Test("the call answers at once, the workers follow, and the dataset can be labelled")
    func states() throws {
        let tools = try ToolsWorld()
        let archive = try ToolsWorld.clouds(3)
        let made = try tools.create(ToolsWorld.request(size: archive.count))
        let path = "/api/v2/datasets/\(made["dataset_id"]?.string ?? "")"
        let name: JSON = ["file_name": "json_data.zip"]
        #expect(try tools.post("\(path)/process_uploaded_data", name).status == 400)
        #expect(try tools.put(tools.target(made), archive).status == 200)
        #expect(try tools.post("\(path)/process_uploaded_data", ["file_name": "data.zip"]).status == 400)
        #expect(try tools.post("\(path)/process_uploaded_data", [:]).status == 400)
        let answer = try tools.post("\(path)/process_uploaded_data", name)
        #expect(answer.status == 200)
        #expect(answer.text == "{}")
        #expect(try tools.get(path)["processing_status"] == "files_uploaded")
        #expect(try tools.get(path)["current_stage"] == "Processing")
        #expect(try tools.get(path)["uploaded_files"] == ["json_data.zip"])
        #expect(try tools.get("\(path)/files").text == #"{"files":[]}"#)
        #expect(try tools.get("\(path)/tasks").text == #"{"tasks":[]}"#)
        #expect(try tools.post("\(path)/process_uploaded_data", name).status == 200)
        try tools.world.runUntilIdle()
        let dataset = try tools.get(path)
        #expect(dataset["processing_status"] == "files_getting_labelled")
        #expect(dataset["current_stage"] == "Labelling")
        #expect(dataset["current_stage_status"] == "ready")
        #expect(try tools.counts(path, "Labelling") == [0, 0, 0, 3, 0])
        #expect(try tools.counts(path, "QA") == [0, 0, 0, 0, 3])
        try tools.checkCounters(path)
        #expect(try tools.post("\(path)/process_uploaded_data", name).status == 400)
    }

    @Test("JSON frames: files by stem in natural order, points counted, cameras as sensors with their matrices")
    func jsonFrames() throws {
        let tools = try ToolsWorld()
        let path = try tools.processed(ToolsWorld.clouds(11, cameras: 2))
        #expect(try files(tools, path) == (0..<11).map { "\($0).pcd" })
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
        #expect(try files(tools, path) == ["0.pcd", "1.pcd"])
        #expect(try tools.get("\(path)/files")["files", 0, "sensors"] == ["lidar"])
    }

    @Test(
        "frames that are none end in an error that names them",
        arguments: [
            "[]", "{", #"{"points":3}"#, "{}", #"{"points":[}"#, #"{"points":[]}x"#, #"{"a":{"points":[]}}"#, "",
            #"{"points":[],"images":[{]}"#, "7",
        ])
    func brokenFrames(text: String) throws {
        let message = try failure(TestArchive.zip([("scene_7.json", Array(text.utf8))]))
        #expect(message.contains("scene_7.json") || message.contains("JSON"))
    }

    @Test("points are counted whatever stands around them")
    func scanner() throws {
        var scanner = FrameScanner()
        let text =
            #" {"a":"points\"[{","points" : [ {"x":[1,{"y":2}]} , {"s":"]}"} ],"images":[{"u":"a]b"}],"z":{"points":[{}]}} "#
        for byte in text.utf8 { scanner.append([byte]) }
        let frame = try scanner.finish(name: "f")
        #expect(frame.points == 2)
        #expect(frame.cameras == [["u": "a]b"]])
    }

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
        #expect(try files(tools, path) == ["points/a.pcd", "points/b.pcd", "points/c.bin"])
        let list = try tools.get("\(path)/files")
        #expect(list["files", 0, "sensors"] == ["lidar", "front"])
        #expect(list["files", 1, "sensors"] == ["lidar"])
        let dataset = try tools.get(path)
        #expect(dataset["frame_sizes"] == [42, 42, 3])
        #expect(dataset["sensor_config", "sensors", "lidar", "sensor_fusion"]?.object?.keys == ["front"])
    }

    @Test(
        "configs that cannot be used are an error that says so",
        arguments: [
            "{", #"{"primary_sensor_id":"radar"}"#, #"{"primary_sensor_id":"lidar","sensors":{}}"#,
            #"{"primary_sensor_id":"lidar","sensors":{"lidar":{"sensor_type":"lidar"}}}"#,
        ])
    func badConfigs(config: String) throws {
        let archive = try TestArchive.zip([("config.json", Array(config.utf8)), ("points/a.pcd", [1])])
        let message = try failure(archive, format: "default", name: "3d_data.zip")
        #expect(message.contains("config.json") || message.contains("JSON"))
    }

    @Test("pictures keep their folders, odd names and natural order")
    func images() throws {
        let picture = try TestArchive.fixture("picture.png")
        let archive = try TestArchive.zip([
            ("inner/10.png", picture), ("inner/9.png", picture), ("día 1/ä.jpg", Array("no picture".utf8)),
            ("notes.txt", [1]), ("odd", picture),
        ])
        let tools = try ToolsWorld()
        let path = try tools.processed(archive, type: "images", fileName: "data.zip")
        #expect(try files(tools, path) == ["día 1/ä.jpg", "inner/9.png", "inner/10.png", "odd"])
        #expect(try tools.get("\(path)/files")["files", 0, "sensors"] == ["sensor1"])
        #expect(try tools.get(path)["frame_sizes"] == nil)
    }

    @Test("sizes that cannot be right are not believed")
    func hugeSizes() throws {
        let size: [UInt8] = [0x7F, 0xFF, 0xFF, 0xFF]
        let picture = [0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + size + size
        let tools = try ToolsWorld()
        let path = try tools.processed(
            TestArchive.zip((0..<3).map { ("\($0).png", picture + [8, 2, 0, 0, 0]) }), type: "images",
            fileName: "data.zip")
        #expect(try files(tools, path).count == 3)
        #expect(try tools.get("\(path)/label_types/2d_segmentation/paint_labels").status == 200)
        let cloud = Array("POINTS 9223372036854775807\nDATA ascii\n".utf8)
        let clouds = try tools.processed(
            TestArchive.zip([("a.pcd", cloud), ("b.pcd", cloud)]), format: "default", fileName: "3d_data.zip")
        #expect(try tools.get(clouds)["frame_sizes"] == [0, 0])
        #expect(try tools.get("\(clouds)/label_types/3d_point/paint_labels").status == 200)
    }

    @Test("a video gives as many frames as its header says, or as the rate asks for", arguments: [nil, 5] as [Int?])
    func video(fps: Int?) throws {
        let tools = try ToolsWorld()
        let clip = try TestArchive.fixture("clip.mp4")
        var request: JSONObject = [
            "dataset_name": "v", "dataset_type": "video",
            "files": [["file_size": .int(clip.count), "file_type": "video/mp4"]],
        ]
        request["fps"] = fps.map(JSON.int)
        let made = try tools.create(.object(request))
        let path = "/api/v2/datasets/\(made["dataset_id"]?.string ?? "")"
        #expect(try tools.put(tools.target(made), clip).status == 200)
        #expect(try tools.post("\(path)/process_uploaded_data", ["file_name": "data.mp4"]).status == 200)
        try tools.world.runUntilIdle()
        let files = try files(tools, path)
        #expect(files.count == (fps == nil ? 50 : 10))
        #expect(files.first == "000000.png")
    }

    @Test("hostile archives end in an error with a text", arguments: TestArchive.hostile)
    func hostile(name: String) throws {
        let archive = try TestArchive.fixture("hostile/\(name)")
        #expect(try !failure(archive, type: "images", name: "data.zip").isEmpty)
    }

    @Test("bytes that are no archive, and an archive without frames, end in an error")
    func useless() throws {
        #expect(try failure(Array("plain text".utf8)).contains("zip"))
        #expect(try failure(TestArchive.zip([("readme.txt", [1])])).contains("no file"))
        let tools = try ToolsWorld()
        let made = try tools.create([
            "dataset_name": "v", "dataset_type": "video", "files": [["file_size": 4, "file_type": "video/mp4"]],
        ])
        let path = "/api/v2/datasets/\(made["dataset_id"]?.string ?? "")"
        #expect(try tools.put(tools.target(made), [1, 2, 3, 4]).status == 200)
        #expect(try tools.post("\(path)/process_uploaded_data", ["file_name": "data.mp4"]).status == 200)
        try tools.world.runUntilIdle()
        #expect(try tools.get(path)["processing_status"] == "preprocessing_error")
    }

    @Test("after an error a better file goes through the same session and is processed")
    func retry() throws {
        let tools = try ToolsWorld()
        let bad = Array("not a zip".utf8)
        let path = try tools.processed(bad)
        #expect(try tools.get(path)["processing_status"] == "preprocessing_error")
        let target = try tools.target(tools.get(path))
        #expect(try tools.put(target, [], range: "bytes */*").status == 200)
        let good = try ToolsWorld.clouds(2)
        #expect(try tools.put(target, good)["size"] == .string(String(good.count)))
        #expect(try tools.get(path)["processing_status"] == "files_to_be_uploaded")
        #expect(try tools.post("\(path)/process_uploaded_data", ["file_name": "json_data.zip"]).status == 200)
        try tools.world.runUntilIdle()
        #expect(try files(tools, path).count == 2)
        #expect(try tools.get(path)["processing_status_message"] == nil)
    }

    @Test("an end that was set beforehand comes, with its text and in its time")
    func outcomes() throws {
        let tools = try ToolsWorld()
        try tools.world.send(
            .post(
                "/__admin/outcomes",
                json: [
                    "platform": "deepen-tools", "operation": "processUploadedData", "state": "failed",
                    "error": "Lens cap on.", "after_ms": 60_000, "times": 1,
                ]))
        let path = try tools.processed(ToolsWorld.clouds(1))
        let dataset = try tools.get(path)
        #expect(dataset["processing_status"] == "preprocessing_error")
        #expect(dataset["processing_status_message"] == "Lens cap on.")
        #expect(tools.world.tenant.now.microseconds == 1_767_225_660_000_000)
        try tools.world.send(
            .post("/__admin/outcomes", json: ["platform": "deepen-tools", "state": "stuck", "times": 1]))
        #expect(try tools.get(tools.processed(ToolsWorld.clouds(1)))["processing_status"] == "files_uploaded")
        #expect(try tools.get(tools.clouds(1))["processing_status"] == "files_getting_labelled")
    }

    @Test("a dataset that is deleted while its archive waits is forgotten")
    func deletedMeanwhile() throws {
        let tools = try ToolsWorld()
        let archive = try ToolsWorld.clouds(1)
        let made = try tools.create(ToolsWorld.request(size: archive.count))
        let path = "/api/v2/datasets/\(made["dataset_id"]?.string ?? "")"
        try tools.put(tools.target(made), archive)
        try tools.post("\(path)/process_uploaded_data", ["file_name": "json_data.zip"])
        try tools.world.send(.delete(path).bearer())
        try tools.world.runUntilIdle()
        #expect(try tools.world.tenant.database.scalarInt("SELECT count(*) FROM tools_files") == 0)
    }

    @Test("numbers in names count as numbers")
    func naturalOrder() {
        let names = ["b", "a10", "a9", "a", "a09b", "a9c", "10", "9", "a/2", "a/10", "é"]
        #expect(
            names.sorted(by: NaturalOrder.isBefore) == [
                "9", "10", "a", "a/2", "a/10", "a9", "a9c", "a09b", "a10", "b", "é",
            ])
    }
}
