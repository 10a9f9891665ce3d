// Tests of which tasks a dataset has.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: creation of tasks")
struct TaskCreationTests {
    @Test("frame by frame: a task a stage for each file, object of a file and attribute; only files count")
    func byFrame() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(
            2,
            profile: [
                "profile_name": "p", "features": ["scene": ["attributes": ["weather": [:]]]],
                "dataset_attributes": ["city": [:]],
            ])
        try tools.importLabels(path, [("0.pcd", 1), ("1.pcd", 1), ("1.pcd", 2)])
        let all = try tools.get("\(path)/tasks")["tasks"]?.array ?? []
        let labels = all.filter { $0["label_id"]?.isNull == false }
        let attributes = all.filter { $0["attribute"]?.isNull == false }
        #expect(all.count { $0["task_type"] == "file_task" } == 4)
        #expect(labels.count == 6)
        #expect(labels.allSatisfy { $0["task_type"] == "label_task" && $0["label_type"] == "3d_bbox" })
        #expect(attributes.count { $0["attribute"] == "weather" && $0["file_id"]?.isNull == false } == 4)
        #expect(attributes.count { $0["attribute"] == "city" && $0["file_id"]?.isNull == true } == 2)
        #expect(try tools.get(path)["pipeline_status", "__TOTAL"] == 2)
        #expect(try tools.get("\(path)/label_tasks")["label_tasks"]?.array?.count == 12)
    }

    @Test("by sequence: an object is one item through all frames, and totals grow with the objects")
    func byLabel() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(3, mode: "label_by_label")
        #expect(try tools.get("\(path)/file_tasks").text == #"{"file_tasks":[]}"#)
        #expect(try tools.get(path)["pipeline_status", "__TOTAL"] == 0)
        try tools.importLabels(path, [("0.pcd", 1), ("1.pcd", 1), ("2.pcd", 2)])
        #expect(try tools.get(path)["pipeline_status", "__TOTAL"] == 2)
        #expect(try tools.counts(path, "Labelling") == [0, 0, 2, 0, 0])
        #expect(try tools.counts(path, "QA") == [0, 0, 0, 0, 2])
        let tasks = try tools.tasks(path, stage: "Labelling", kind: "label_tasks")
        #expect(tasks.allSatisfy { $0["file_id"]?.isNull == true })
        for stage in ["Labelling", "QA"] {
            for task in try tools.tasks(path, stage: stage, kind: "label_tasks") {
                #expect(try tools.step(task, "submit").status == 200)
            }
        }
        #expect(try tools.get(path)["current_stage_status"] == "done")
        #expect(try tools.get("\(path)/files/0.pcd")["status"] == "finished")
        try tools.importLabels(path, [("0.pcd", 3)])
        #expect(try tools.get(path)["current_stage_status"] == "in_progress")
        try tools.checkCounters(path)
    }
}
