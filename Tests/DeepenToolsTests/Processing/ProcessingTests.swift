// Tests of processing: its states, failures, retries and outcomes.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Deepen tools: processing")
struct ProcessingTests {
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

    @Test("hostile archives end in an error with a text", arguments: TestArchive.hostile)
    func hostile(name: String) throws {
        let archive = try TestArchive.fixture("hostile/\(name)")
        #expect(try !ToolsWorld.processingFailure(archive, type: "images", name: "data.zip").isEmpty)
    }

    @Test("bytes that are no archive, and an archive without frames, end in an error")
    func useless() throws {
        #expect(try ToolsWorld.processingFailure(Array("plain text".utf8)).contains("zip"))
        #expect(try ToolsWorld.processingFailure(TestArchive.zip([("readme.txt", [1])])).contains("no file"))
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
        #expect(try tools.fileIDs(path).count == 2)
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
}
