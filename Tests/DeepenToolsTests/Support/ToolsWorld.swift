// What the tests of the annotation tools have in common: datasets at every point of their lives.

import Formats
import JSON
import System
import TestSupport
import Testing

/// A world with helpers for datasets.
struct ToolsWorld {
    let world: World
    let clients = "/api/v2/clients/demo"

    init(_ world: World) {
        self.world = world
    }

    init() throws {
        world = try World()
    }

    /// The body of a creating request.
    static func request(
        size: Int, type: JSON = "3d", format: JSON = "json", mode: JSON = "frame_by_frame", profile: JSON? = nil
    ) -> JSON {
        var members: JSONObject = [
            "dataset_name": "yard", "dataset_type": type, "dataset_format": format, "labelling_mode": mode,
            "files": [["file_size": .int(size), "file_type": "application/zip"]], "tags": [],
        ]
        members["labelling_profile"] = profile
        return .object(members)
    }

    func create(_ body: JSON) throws -> TestAnswer {
        try world.send(.post("\(clients)/datasets", json: body).bearer())
    }

    /// The path and query of a dataset's upload URL.
    func target(_ dataset: TestAnswer, file: Int = 0) throws -> String {
        let url = try #require(dataset["files"]?[file]?["resumable_upload_url"]?.string)
        let base = "http://127.0.0.1:8484"
        #expect(url.hasPrefix(base))
        return String(url.dropFirst(base.count))
    }

    @discardableResult
    func put(_ target: String, _ bytes: [UInt8], range: String? = nil) throws -> TestAnswer {
        var request = TestRequest("PUT", target)
        if let range { request = request.header("Content-Range", range) }
        return try world.send(bytes.isEmpty ? request : request.raw(bytes, type: "application/zip"))
    }

    /// Creates, uploads and processes; answers the dataset's path.
    func processed(
        _ archive: [UInt8], type: JSON = "3d", format: JSON = "json", mode: JSON = "frame_by_frame",
        profile: JSON? = nil, fileName: String = "json_data.zip", location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let made = try create(
            Self.request(size: archive.count, type: type, format: format, mode: mode, profile: profile))
        #expect(made.status == 200, sourceLocation: location)
        #expect(try put(target(made), archive).status == 200, sourceLocation: location)
        let path = "/api/v2/datasets/\(try #require(made["dataset_id"]?.string))"
        let answer = try world.send(
            .post("\(path)/process_uploaded_data", json: ["file_name": .string(fileName)]).bearer())
        #expect(answer.status == 200, sourceLocation: location)
        try world.runUntilIdle()
        return path
    }

    /// A processed point cloud dataset with frames `0.pcd`, `1.pcd`, ... of 3, 4, ... points and one camera.
    func clouds(_ count: Int = 2, mode: JSON = "frame_by_frame", profile: JSON? = nil) throws -> String {
        try processed(Self.clouds(count), mode: mode, profile: profile)
    }

    /// A zip with JSON frames.
    static func clouds(_ count: Int, cameras: Int = 1) throws -> [UInt8] {
        try TestArchive.zip(
            (0..<count).map { number in
                let points = Array(repeating: #"{"x":1.5,"y":0,"z":-2}"#, count: number + 3).joined(separator: ",")
                let images = Array(
                    repeating:
                        #"{"image_url":"images/{a}.jpg","fx":1000,"fy":1000,"cx":960,"cy":540,"camera_model":"pinhole","position":{"x":1,"y":2,"z":3},"heading":{"x":0,"y":0,"z":0,"w":1}}"#,
                    count: cameras
                ).joined(separator: ",")
                let text = #"{"images":[\#(images)],"timestamp":\#(number),"points":[\#(points)]}"#
                return ("\(number).json", Array(text.utf8))
            })
    }

    func get(_ target: String) throws -> TestAnswer { try world.send(.get(target).bearer()) }

    @discardableResult
    func post(_ target: String, _ body: JSON? = nil) throws -> TestAnswer {
        try world.send((body.map { TestRequest.post(target, json: $0) } ?? TestRequest.post(target)).bearer())
    }

    /// Imports labels of the category `car` with these files and numbers.
    func importLabels(
        _ path: String, _ labels: [(file: String, number: Int)], set: String = "default", stage: String = "Labelling"
    ) throws {
        let elements = labels.map { label -> JSON in
            [
                "file_id": .string(label.file), "label_id": .string("car:\(label.number)"), "label_category_id": "car",
                "label_type": "3d_bbox", "sensor_id": "lidar", "stage_id": .string(stage), "attributes": [:],
            ]
        }
        let answer = try post("\(path)/labels?labelSetId=\(set)", ["type": "json", "labels": .array(elements)])
        #expect(answer.status == 200)
        #expect(answer.text == "{}")
    }

    /// The tasks of a stage, by their file.
    func tasks(_ path: String, stage: String, kind: String = "file_tasks") throws -> [JSON] {
        (try get("\(path)/\(kind)").json[kind]?.array ?? []).filter { $0["stage_id"]?.string == stage }
    }

    /// The five counters of a stage as texts: done, failed, in_progress, ready, waiting.
    func counts(_ path: String, _ stage: String) throws -> [Int] {
        let counts = try get(path)["pipeline_stage_status"]?[stage]
        return ["done", "failed", "in_progress", "ready", "waiting"].map { counts?[$0]?.int ?? -1 }
    }

    /// Checks that the counters of a dataset add up, in all their forms.
    func checkCounters(_ path: String, location: SourceLocation = #_sourceLocation) throws {
        let dataset = try get(path)
        let total = dataset["pipeline_status", "__TOTAL"]?.int
        let finished = dataset["pipeline_status", "__ALL_STAGES_DONE"]?.int ?? 0
        for (stage, counts) in dataset["pipeline_stage_status"]?.object ?? [:] {
            let sum = (counts.object ?? [:]).reduce(0) { $0 + ($1.value.int ?? 0) }
            #expect(sum == total, "\(stage)", sourceLocation: location)
            #expect(dataset["pipeline_status"]?[stage] == counts["done"], sourceLocation: location)
            #expect(finished <= counts["done"]?.int ?? -1, sourceLocation: location)
        }
        #expect(
            dataset["pipeline_status_by_label_set_id", "default"] == dataset["pipeline_stage_status"],
            sourceLocation: location)
    }

    /// The ids of a dataset's files.
    func fileIDs(_ path: String) throws -> [String] {
        (try get("\(path)/files")["files"]?.array ?? []).compactMap { $0["file_id"]?.string }
    }

    /// The message of the error in which the processing of an upload ends.
    static func processingFailure(
        _ archive: [UInt8], type: JSON = "3d", format: JSON = "json", name: String = "json_data.zip",
        location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let tools = try ToolsWorld()
        let path = try tools.processed(archive, type: type, format: format, fileName: name)
        let dataset = try tools.get(path)
        #expect(dataset["processing_status"] == "preprocessing_error", sourceLocation: location)
        #expect(dataset["current_stage"] == "Processing", sourceLocation: location)
        #expect(dataset["current_stage_status"] == "waiting", sourceLocation: location)
        #expect(try tools.fileIDs(path).isEmpty, sourceLocation: location)
        return dataset["processing_status_message"]?.string ?? ""
    }

    /// Submits, accepts or rejects a task.
    func step(_ task: JSON, _ step: String) throws -> TestAnswer {
        try post("/api/v2/tasks/\(task["task_id"]?.string ?? "")/\(step)")
    }
}
