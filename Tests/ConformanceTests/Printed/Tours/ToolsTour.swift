// The tour of the Deepen tools: a dataset that is being labelled, with boxes, lanes and tasks.

import Formats
import JSON
import TestSupport
import Testing

final class ToolsTour: PrintedTour {
    private var uploadTarget = ""

    init() throws {
        try super.init("deepen-tools")
        captures["clientId"] = "demo"
        try prepare(.put("/__admin/settings", json: ["deepen_task_due_seconds": 600]))
        captures["datasetId"] = try dataset(fileName: "json_data.zip", isProcessed: true)
        let path = "/api/v2/datasets/\(captures["datasetId"] ?? "")"
        let files = try read("listFiles")
        captures["fileId"] = try #require(files["files", 0, "file_id"]?.string)
        try prepare(.post("\(path)/labels?labelSetId=default", json: labels))
        for operation in ["getDataset", "getFile", "getFileLabels", "getDatasetLabels", "listDatasetTasks"] {
            try read(operation)
        }
        try showTasks(path)
        try world.advance(seconds: 3600)
        try read("listDelayedTasks")
        requests["createDataset"] = {
            PreparedRequest(values: [
                "labelling_mode": "frame_by_frame", "files.file_size": 100, "files.file_type": "application/zip",
            ])
        }
        requests["processUploadedData"] = { [unowned self] in
            PreparedRequest(
                captures: ["datasetId": try dataset(fileName: "json_data.zip", isProcessed: false)],
                values: ["file_name": "json_data.zip"])
        }
        requests["uploadDatasetArchive"] = { [unowned self] in
            _ = try dataset(fileName: "json_data.zip", isProcessed: false, isUploaded: false)
            return PreparedRequest(
                request: TestRequest("PUT", uploadTarget).raw(try Self.archive(), type: "application/zip"))
        }
    }

    private static func archive() throws -> [UInt8] {
        let frame = #"{"images":[],"timestamp":1,"points":[{"x":1.5,"y":0,"z":-2}]}"#
        return try TestArchive.zip((0..<5).map { ("\($0).json", Array(frame.utf8)) })
    }

    /// Creates a dataset of pictures, uploads its archive and has it processed; its id.
    private func dataset(fileName: String, isProcessed: Bool, isUploaded: Bool = true) throws -> String {
        let archive = try Self.archive()
        let made = try prepare(
            .post(
                "/api/v2/clients/demo/datasets",
                json: [
                    "dataset_name": "yard", "dataset_type": "3d", "labelling_mode": "frame_by_frame",
                    "dataset_format": "json",
                    "files": [["file_size": .int(archive.count), "file_type": "application/zip"]],
                ]))
        let url = try #require(made["files", 0, "resumable_upload_url"]?.string)
        uploadTarget = String(url.dropFirst("http://127.0.0.1:8484".count))
        let dataset = try id(made, "dataset_id")
        if isUploaded { try prepare(TestRequest("PUT", uploadTarget).raw(archive, type: "application/zip")) }
        if isProcessed {
            try prepare(
                .post("/api/v2/datasets/\(dataset)/process_uploaded_data", json: ["file_name": .string(fileName)]))
            try world.runUntilIdle()
        }
        return dataset
    }

    /// A box by a known labeller, and a lane.
    private var labels: JSON {
        func label(_ number: Int, _ type: String, _ more: JSONObject) -> JSON {
            var members: JSONObject = [
                "file_id": .string(captures["fileId"] ?? ""), "label_category_id": "car",
                "label_id": .string("car:\(number)"), "label_type": .string(type), "stage_id": "Labelling",
                "attributes": ["colour": "red"],
            ]
            for (name, value) in more { members[name] = value }
            return .object(members)
        }
        return [
            "type": "json",
            "labels": [
                label(1, "box", ["box": [10, 20, 30.5, 40], "labeller_email": "lena@example.com"]),
                label(2, "lane", ["polygons": [[[1, 2, 0], [3, 4.5, 0]]]]),
            ],
        ]
    }

    private func showTasks(_ path: String) throws {
        let tasks = try read("listDatasetTasks")["tasks"]?.array ?? []
        let ready = tasks.filter { $0["stage_id"] == "Labelling" && $0["status"] == "ready" }
            .compactMap { $0["task_id"]?.string }
        let label = try #require(tasks.first { $0["label_id"]?.string != nil })
        try #require(ready.count >= 3)
        func step(_ operation: String, _ number: Int, _ step: String) throws {
            try show(operation, .post("/api/v2/tasks/\(ready[number])/\(step)"))
        }
        try step("submitTask", 0, "submit")
        try step("acceptTask", 0, "accept")
        try step("submitTask", 1, "submit")
        try step("rejectTask", 1, "reject")
        captures["taskId"] = ready[2]
        try show(
            "saveFileTaskAssignments",
            .post(
                "\(path)/file_tasks",
                json: ["file_tasks": [["task_id": .string(ready[2]), "user_email": "lena@example.com"]]]))
        try show(
            "saveLabelTaskAssignments",
            .post(
                "\(path)/label_tasks",
                json: ["label_tasks": [["task_id": label["task_id"] ?? .null, "user_email": "lena@example.com"]]]))
        try read("listUserTasks", query: "email=lena@example.com")
    }
}
